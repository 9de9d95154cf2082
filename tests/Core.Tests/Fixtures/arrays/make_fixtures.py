# Writes the fixtures of this folder with NumPy and PyTorch (any version that has zip state dicts).
import collections, io, json, os, sys, zipfile
import numpy as np, torch
out = sys.argv[1]; os.makedirs(out, exist_ok=True)
expected = {}
def note(file, name, array):
    a = np.asarray(array)
    expected.setdefault(file, {})[name] = {"shape": list(a.shape), "values": [float(v) for v in a.astype(np.float64).ravel()]}
base = (np.arange(24) * 5 - 30).astype(np.float64)
def npy(file, a, version, name="array"):
    with open(f"{out}/{file}", "wb") as f:
        np.lib.format.write_array(f, a, version=version)
    note(file, "array", a)
npy("v1.npy", base.reshape(2, 3, 4), (1, 0))
npy("v2_fortran.npy", np.asfortranarray(base.reshape(2, 3, 4).astype(np.float32) / 7), (2, 0))
npy("v3_big_endian.npy", base.reshape(4, 6).astype(">i4"), (3, 0))
npy("big_endian_fortran.npy", np.asfortranarray(base.reshape(4, 6).astype(">f8")), (1, 0))
npy("scalar_half.npy", np.float16(1.5), (1, 0))
npy("bool.npy", np.array([True, False, True]), (1, 0))
npy("int64.npy", np.array([[1, -2], [2**40, 3]], dtype=np.int64), (1, 0))
arrays = {"weight": (base.reshape(4, 6) / 3).astype(np.float32), "bias": base[:4].astype(">f8"),
          "steps": np.array(7, dtype=np.int64), "fortran": np.asfortranarray(base.reshape(3, 8)), "zeros": np.zeros((20, 30), dtype=np.uint8)}
for file, save in (("stored.npz", np.savez), ("deflated.npz", np.savez_compressed)):
    save(f"{out}/{file}", **arrays)
    for k, v in arrays.items(): note(file, k, v)
torch.manual_seed(3)
class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        n = torch.nn
        self.encoder = n.Sequential(n.Linear(6, 4), n.ReLU(), n.Linear(4, 2))
        self.decoder = n.Sequential(n.Linear(2, 4), n.ReLU(), n.Linear(4, 6), n.Tanh())
    def forward(self, x): return self.decoder(self.encoder(x))
model = Model()
torch.save(model.state_dict(), f"{out}/sequential.pt")
for k, v in model.state_dict().items(): note("sequential.pt", k, v.numpy())
x = torch.linspace(-1, 1, 18).reshape(3, 6)
with torch.no_grad():
    note("sequential.pt", "(input)", x.numpy()); note("sequential.pt", "(latent)", model.encoder(x).numpy()); note("sequential.pt", "(output)", model(x).numpy())
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
loss = ((model(x) - x) ** 2).mean(); loss.backward(); opt.step()
torch.save({"epoch": 5, "loss": loss.item(), "name": "run 1", "state_dict": model.state_dict(), "optimizer": opt.state_dict()}, f"{out}/checkpoint.pt")
for k, v in model.state_dict().items(): note("checkpoint.pt", k, v.numpy())
torch.save({"model": model.state_dict(), "step": 9}, f"{out}/protocol4.pth", pickle_protocol=4)
for k, v in model.state_dict().items(): note("protocol4.pth", k, v.numpy())
t = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 3
odd = collections.OrderedDict(half=t.half(), bfloat=t.bfloat16(), transposed=t.t(), window=t[1:3, 2:5], double=t.double(), parameter=torch.nn.Parameter(t[0] * 2),
    int=torch.tensor([1, -2], dtype=torch.int32), long=torch.tensor(2**40), short=torch.tensor([[-3]], dtype=torch.int16), char=torch.tensor([-4], dtype=torch.int8),
    byte=torch.tensor([250], dtype=torch.uint8), bool=torch.tensor([True, False]), empty=torch.zeros(0, 3), every_second=t[:, ::2])
torch.save(odd, f"{out}/views.pt")
for k, v in odd.items(): note("views.pt", k, v.detach().double().numpy())
class Evil:
    def __reduce__(self): return (os.system, ("echo must never run",))
torch.save({"weight": t, "evil": Evil()}, f"{out}/os_system.pt")
torch.save(model, f"{out}/whole_module.pt")
torch.save(model.state_dict(), f"{out}/old_format.pt", _use_new_zipfile_serialization=False)
torch.save({"a": torch.zeros(1).expand(1000, 1000)}, f"{out}/expanded.pt")
json.dump(expected, open(f"{out}/expected.json", "w"))
