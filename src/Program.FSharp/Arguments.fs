/// The options of every command, and how a command line becomes them.
module Neurovariety.Cli.Arguments

open Argu
open Neurovariety.Scripts.Analyses

/// What several commands say of the same option.
module private Help =

    let entry =
        "which entry of a file is the model, where there are several, such as model or ema"

    let latent =
        "width of the latent layer, where the file does not tell (default: the narrowest)"

    let array =
        "which array of such a file holds the points (default: the first that has their shape)"

    let header =
        "whether the first line of such a text is a header (default auto: where no cell is a number, or where it reads 0,1,2,...)"

    let inputScale =
        "what the network takes for pixels: -1..1, 0..1, none (0 to 255), or mean,std of pixels from 0 to 1 (default auto: as a run was trained, else 0..1 after a sigmoid and -1..1 otherwise)"

    let range =
        "what black and white are in such a file (default auto: decided by the file)"

    let outputActivation =
        "of the last layer, where the file does not tell (default tanh)"

    let activation = "between the layers, where the file does not tell (default relu)"

    let model = "a model (.safetensors, .npz, .pt, .pth), a checkpoint or a run folder"

    let matrixHeader =
        "whether the first line of a .csv matrix is a header (default auto: where no cell is a number, or where it reads 0,1,2,...)"

type GlobalArguments =
    | Json
    | Out of folder: string
    | Seed of number: uint64
    | Threads of count: int
    | Force

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Json -> "exactly one JSON document on stdout, everything else on stderr"
            | Out _ ->
                "where files go; an existing folder that is not empty needs --force, but for a run to be continued"
            | Seed _ -> "of everything random (default 0)"
            | Threads _ -> "how many threads (default: all cores); results do not depend on it"
            | Force -> "write into a folder that is not empty"

type GroupArguments =
    | [<MainCommand>] Group of GROUP: string
    | Degree of points: int

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Group _ -> "the group, for instance \"(1 3 4)(2 5)\" or shift:28x28:horizontal"
            | Degree _ -> "number of points, where cycles do not show it"

type DeterminantalArguments =
    | Rows of m: int
    | Cols of n: int
    | Rank of r: bigint

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Rows _ -> "rows of the matrices"
            | Cols _ -> "columns of the matrices"
            | Rank _ -> "largest rank"

type InvariantArguments =
    | [<MainCommand>] Group of GROUP: string
    | Degree of points: int
    | Rows of m: int
    | Rank of r: bigint

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Group _ -> "the group that acts on the columns"
            | Degree _ -> "number of points, where cycles do not show it"
            | Rows _ -> "rows of the matrices"
            | Rank _ -> "largest rank"

type EquivariantArguments =
    | [<MainCommand>] Group of GROUP: string
    | Degree of points: int
    | Rank of r: bigint
    | Component of ``r1,r2,...``: string
    | Field of ``real|complex``: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Group _ -> "the group"
            | Degree _ -> "number of points, where cycles do not show it"
            | Rank _ -> "largest rank"
            | Component _ -> "the rank of every block, in the order that 'group' lists them"
            | Field _ -> "over which the component is taken (default real)"

type ComponentsArguments =
    | [<MainCommand>] Group of GROUP: string
    | Degree of points: int
    | Rank of r: bigint
    | Field of ``real|complex``: string
    | List
    | Limit of count: bigint
    | Unrank of index: bigint
    | Sample of count: int

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Group _ -> "the group"
            | Degree _ -> "number of points, where cycles do not show it"
            | Rank _ -> "largest rank"
            | Field _ -> "over which the components are counted (default real)"
            | List -> "list all components, in falling lexicographic order"
            | Limit _ -> "list no more than so many (implies --list)"
            | Unrank _ -> "the component at this place of the list, counted from 0, without listing"
            | Sample _ -> "so many components drawn uniformly, without listing"

type NearestArguments =
    | [<MainCommand>] Group of GROUP: string
    | Degree of points: int
    | Matrix of file: string
    | Rank of r: bigint
    | Constraint of ``none|invariant|equivariant``: string
    | Header of ``auto|yes|no``: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Group _ -> "the group"
            | Degree _ -> "number of points, where cycles do not show it"
            | Matrix _ -> "the matrix, a .npy or .csv file"
            | Rank _ -> "largest rank"
            | Constraint _ -> "what the nearest matrix must be (default equivariant)"
            | Header _ -> Help.matrixHeader

type ExplainArguments =
    | [<MainCommand>] Group of GROUP: string
    | Degree of points: int
    | Matrix of file: string
    | Header of ``auto|yes|no``: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Group _ -> "the group"
            | Degree _ -> "number of points, where cycles do not show it"
            | Matrix _ -> "the matrix or linear model, a .npy, .csv or .safetensors file"
            | Header _ -> Help.matrixHeader

type CheckArguments =
    | Theorem of name: string
    | Cases of count: int
    | Max_Degree of n: int
    | List
    | Group of GROUP: string
    | Degree of points: int
    | Matrix of FILE: string
    | Model of FILE: string
    | Activation of name: string
    | Output_Activation of name: string
    | Latent of d: int
    | Entry of name: string
    | Drop of ``name,name,...``: string
    | Header of ``auto|yes|no``: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Theorem _ -> "only this theorem; may be given several times"
            | Cases _ -> "generated instances per theorem (default 60)"
            | Max_Degree _ -> "largest number of points of a generated group, and rows of a generated matrix"
            | List -> "list the theorems without checking them"
            | Group _ -> "the theorems that speak of a permutation group, on this one"
            | Degree _ -> "number of points, where cycles do not show it"
            | Matrix _ ->
                "with --group: whether the matrix is invariant and equivariant, and the theorems on a matrix with a group"
            | Model _ -> "the theorems that speak of an autoencoder, on this one; with --group also its symmetry"
            | Activation _ -> "activation between the model's layers, where its file does not say"
            | Output_Activation _ -> "activation of the model's last layer"
            | Latent _ -> "width of the model's narrow layer"
            | Entry _ -> Help.entry
            | Drop _ -> "layers or arrays to leave out, such as fc_logvar"
            | Header _ -> Help.matrixHeader

type LinearArguments =
    | Group of GROUP: string
    | Degree of points: int
    | Rank of r: bigint
    | Constraint of ``none|invariant|equivariant``: string
    | Component of ``best|paper|equal|high-pass|r1,r2,...``: string
    | Method of ``exact|adam``: string
    | Data of ``mnist|synthetic|folder``: string
    | Augment of ``none|shift:K:wrap|zero|nearest``: string
    | Epochs of count: int

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Group _ -> "the group"
            | Degree _ -> "number of points, where cycles do not show it"
            | Rank _ -> "width of the bottleneck"
            | Constraint _ -> "what the autoencoder must be (default equivariant)"
            | Component _ -> "which irreducible component (default best: the best of all)"
            | Method _ -> "closed form or training on the shared weights (default exact)"
            | Data _ -> "images (default mnist)"
            | Augment _ -> "random horizontal shifts by up to K pixels (default none)"
            | Epochs _ -> "of adam"

type TrainArguments =
    | Arch of ``name|widths``: string
    | Latent of ``d|d1..d2|d1,d2,...``: string
    | Seeds of ``s|s1..s2|s1,s2,...``: string
    | Epochs of count: int
    | Batch of images: int
    | Checkpoint_Every of epochs: int
    | Checkpoint_At of ``e1,e2,...``: string
    | Optimizer of ``adam|adamw|sgd``: string
    | Learning_Rate of number: string
    | Momentum of number: string
    | Weight_Decay of number: string
    | Activation of name: string
    | Output_Activation of name: string
    | Data of ``mnist|synthetic|folder``: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Arch _ -> "exp-3-layer, exp-default (the default), exp-5-layer, or widths such as 784-256-d"
            | Latent _ -> "width of the latent layer; several train one model each"
            | Seeds _ -> "one model for each seed (default: --seed)"
            | Epochs _ -> "passes over the training images in all; a run of fewer is continued"
            | Batch _ -> "images in one step (default 128)"
            | Checkpoint_Every _ -> "keep the network after every K-th epoch (default 10)"
            | Checkpoint_At _ -> "keep it after these epochs besides (default 0,1,4)"
            | Optimizer _ -> "how a gradient becomes a step (default adam)"
            | Learning_Rate _ -> "size of the steps (default 0.001)"
            | Momentum _ -> "of sgd, from 0 to below 1 (default 0.9)"
            | Weight_Decay _ -> "pull of the weights towards 0, with the meaning that PyTorch gives it (default 0)"
            | Activation _ -> "between the layers: relu (default), tanh, sigmoid, softplus, gelu, identity"
            | Output_Activation _ -> "of the last layer (default tanh)"
            | Data _ -> "images (default mnist)"

type EvaluateArguments =
    | [<MainCommand>] Model of ``MODEL|RUN``: string
    | Activation of name: string
    | Output_Activation of name: string
    | Latent of d: int
    | Data of ``mnist|synthetic|folder``: string
    | Input_Scale of ``auto|-1..1|0..1|none|mean,std``: string
    | Entry of name: string
    | Drop of ``name,name,...``: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Model _ -> Help.model
            | Activation _ -> "between the layers (default: what the file says, else relu)"
            | Output_Activation _ -> "of the last layer (default: what the file says, else tanh)"
            | Latent _ -> Help.latent
            | Data _ -> "images (default mnist)"
            | Input_Scale _ -> Help.inputScale
            | Entry _ -> Help.entry
            | Drop _ -> "layers or arrays to leave out, such as fc_logvar"

type SpectraArguments =
    | [<MainCommand>] Model of ``MODEL|RUN``: string
    | Data of ``mnist|synthetic|folder``: string
    | Split of ``train|test|both``: string
    | Points of ``count|file|folder``: string
    | Range of ``auto|0..255|0..1|-1..1``: string
    | Epochs of ``e1,e2,...``: string
    | Precision of ``single|double``: string
    | Activation of name: string
    | Output_Activation of name: string
    | Latent of d: int
    | Input_Scale of ``auto|-1..1|0..1|none|mean,std``: string
    | Entry of name: string
    | Drop of ``name,name,...``: string
    | Array of name: string
    | Header of ``auto|yes|no``: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Model _ -> Help.model
            | Data _ -> "images (default mnist)"
            | Split _ -> "which of the images (default both)"
            | Points _ ->
                "a whole number: so many of the images, the first ones of each split in proportion; else points of your own: a .npy, .npz, .csv, IDX or PNG file, or a folder of PNG files"
            | Range _ -> Help.range
            | Epochs _ -> "of a run folder: one table for each of these checkpoints (default: the newest)"
            | Precision _ -> "in which Jacobians are computed (default single); eigenvalues are computed in double"
            | Activation _ -> Help.activation
            | Output_Activation _ -> Help.outputActivation
            | Latent _ -> Help.latent
            | Input_Scale _ -> Help.inputScale
            | Entry _ -> Help.entry
            | Drop _ -> "layers or arrays to leave out, such as fc_logvar"
            | Array _ -> Help.array
            | Header _ -> Help.header

type RegressArguments =
    | [<MainCommand>] Spectra of SPECTRA: string list
    | Predictor of ``log-omega|trace``: string
    | Space of ``latent|input``: string
    | Control of ``none|class|class+ink``: string
    | By_Class

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Spectra _ -> "tables that spectra --out wrote: files, or folders that hold spectra.safetensors"
            | Predictor _ -> "what shall predict the error (default log-omega)"
            | Space _ -> "eigenvalues of J_L or of J_I (default latent)"
            | Control _ -> "what the regression is told besides (default none); ink is the mean pixel"
            | By_Class -> "each class by itself too"

type DataArguments =
    | Data of ``mnist|synthetic|folder``: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Data _ -> "which images (default mnist)"

type SynthesizeArguments =
    | Count of images: int

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Count _ -> "number of training images (default 6000); a sixth as many test images"

type ReproduceArguments =
    | Scale of ``smoke|seed|paper``: string
    | Data of ``mnist|synthetic|folder``: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Scale _ -> "how much of it (default paper)"
            | Data _ -> "images (default mnist)"

type StudyArguments =
    | Scale of ``smoke|seed|paper``: string
    | Runs of folder: string
    | Data of ``mnist|synthetic|folder``: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Scale _ ->
                "a few narrow trainings in minutes, the published tables with one seed, or all networks (default paper)"
            | Runs _ -> "where the networks are trained, or taken from; the studies share them (default runs)"
            | Data _ -> "images of 28 x 28 pixels (default mnist)"

type LmdArguments =
    | [<MainCommand>] Model of ``MODEL|RUN``: string
    | Layer of k: int
    | Reading of ``graph|identity|diffusion``: string
    | Latent of n: int
    | Neighbours of k: int
    | Points of ``count|file|folder``: string
    | Data of ``mnist|synthetic|folder``: string
    | Range of ``auto|0..255|0..1|-1..1``: string
    | Time of t: float
    | Epsilon of e: float
    | Absorb_Bias
    | Allow_Constant
    | Activation of name: string
    | Output_Activation of name: string
    | Latent_Layer of d: int
    | Input_Scale of ``auto|-1..1|0..1|none|mean,std``: string
    | Entry of name: string
    | Drop of ``name,name,...``: string
    | Array of name: string
    | Header of ``auto|yes|no``: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Model _ -> Help.model
            | Layer _ -> "the layer, counted from the input, which is 1 (default: all)"
            | Reading _ ->
                "where the maps to the latent space come from (default graph); identity is the truncated singular value decomposition"
            | Latent _ -> "the latent width n' (default: every one up to the rank)"
            | Neighbours _ -> "of each sample in the graphs (default 10)"
            | Points _ ->
                "a whole number: so many of the training images (default 2000); else points of your own: a .npy, .npz, .csv, IDX or PNG file, or a folder of PNG files"
            | Data _ -> "images (default mnist)"
            | Range _ -> Help.range
            | Time _ -> "of the heat kernel in the diffusion reading (default: weights of the commute time)"
            | Epsilon _ -> "from where down an error counts as small (default 0.1)"
            | Absorb_Bias -> "the bias as one more column of the weights; then inputs are not centred"
            | Allow_Constant -> "columns of your own points that never change are left out of the graphs, not refused"
            | Activation _ -> Help.activation
            | Output_Activation _ -> Help.outputActivation
            | Latent_Layer _ -> Help.latent
            | Input_Scale _ -> Help.inputScale
            | Entry _ -> Help.entry
            | Drop _ -> "layers or arrays to leave out, such as fc_logvar"
            | Array _ -> Help.array
            | Header _ -> Help.header

type AuditArguments =
    | [<MainCommand>] Model of ``MODEL|RUN``: string
    | Points of count: int
    | Activation of name: string
    | Output_Activation of name: string
    | Latent of d: int
    | Entry of name: string
    | Drop of ``name,name,...``: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Model _ ->
                "a model (.safetensors, .npz, .pt, .pth), a checkpoint, or a run folder: then each of its checkpoints"
            | Points _ -> "how many latent points the network draws and decodes (default 1000)"
            | Activation _ -> Help.activation
            | Output_Activation _ -> Help.outputActivation
            | Latent _ -> Help.latent
            | Entry _ -> Help.entry
            | Drop _ -> "layers or arrays to leave out, such as fc_logvar"

type PredictArguments =
    | [<MainCommand>] Model of ``MODEL|RUN``: string
    | Points of ``file|folder``: string
    | Range of ``auto|0..255|0..1|-1..1``: string
    | Top of count: int
    | Activation of name: string
    | Output_Activation of name: string
    | Latent of d: int
    | Input_Scale of ``auto|-1..1|0..1|none|mean,std``: string
    | Entry of name: string
    | Drop of ``name,name,...``: string
    | Array of name: string
    | Header of ``auto|yes|no``: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Model _ -> Help.model
            | Points _ -> "the points: a .npy, .npz, .csv, IDX or PNG file, or a folder of PNG files"
            | Range _ -> Help.range
            | Top _ -> "how many points to print (default 20); --out writes all of them as predictions.csv"
            | Activation _ -> Help.activation
            | Output_Activation _ -> Help.outputActivation
            | Latent _ -> Help.latent
            | Input_Scale _ -> Help.inputScale
            | Entry _ -> Help.entry
            | Drop _ -> "layers or arrays to leave out, such as fc_logvar"
            | Array _ -> Help.array
            | Header _ -> Help.header

type RandomMatrixArguments =
    | Law of name: string
    | Widths of ``n1,n2,...``: string
    | Ensemble of ``gaussian|uniform|torch``: string
    | Samples of count: int64
    | Correlation of tau: float
    | Data of ``mnist|synthetic|folder``: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Law _ ->
                "semicircle, circular, ginibre-product, rectangular-product, relu-product, marchenko-pastur or elliptic"
            | Widths _ ->
                "n (default 50); for products n_1,n_2,... with n_1 the smallest; for marchenko-pastur m,n; relu-product takes d, ..., N, ... (default: the published 20,32,64,128,784,128,64,32)"
            | Ensemble _ ->
                "normal entries of variance 1/n, or, as torch's layers begin, uniform on +-1/sqrt(fan_in), of variance 1/(3 fan_in); rectangular and relu products have that variance for every ensemble, and torch makes whole untrained networks of relu-product (default: torch for those two, else gaussian)"
            | Samples _ -> "number of matrices (default 1000, or 50 for n_1 above 64)"
            | Correlation _ -> "of opposite entries, for elliptic (default 0.5)"
            | Data _ -> "images for untrained networks: as for train"

type MemoryArguments =
    | Mode of ``corrected|published``: string
    | Similarity of name: string
    | Separation of form: string
    | Beta of number: string
    | Patterns of count: int
    | Noise of deviation: string
    | Mask of share: string
    | Random_Mask of share: string
    | Inpaint of share: string
    | Hetero
    | Runs of count: int
    | Data of ``mnist|synthetic|folder``: string
    | Points of ``file|folder``: string
    | Range of ``auto|0..255|0..1|-1..1``: string
    | Array of name: string
    | Header of ``auto|yes|no``: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Mode _ -> "as it should be (default), or as in the published experiments, faults included"
            | Similarity _ ->
                "dot, normalised-dot, cosine, euclidean (default), manhattan, kl, reverse-kl or jensen-shannon"
            | Separation _ -> "identity, softmax, power:n, log, max (default), top-k:k or threshold:t"
            | Beta _ -> "factor of the scores, for softmax and log (default 1); in published mode it cancels"
            | Patterns _ -> "how many are stored (default 100)"
            | Noise _ -> "standard deviation of normal noise on every pixel, pixels from 0 to 1 (default 0.5)"
            | Mask _ -> "instead: share of the pixels set to 0, from the last one up"
            | Random_Mask _ -> "instead: share of the pixels set to 0, at random places"
            | Inpaint _ -> "instead: share of the pixels set to 0, a square in the middle"
            | Hetero -> "a pattern stands for another one instead of itself"
            | Runs _ -> "how often, each time with other patterns and noise (default 5)"
            | Data _ -> "training images from which patterns are drawn (default mnist)"
            | Points _ -> "patterns of your own instead: a .npy, .npz, .csv, IDX or PNG file, or a folder of PNG files"
            | Range _ -> Help.range
            | Array _ -> Help.array
            | Header _ -> Help.header

type MemoryStudyArguments =
    | Scale of ``smoke|seed|paper``: string
    | Runs of folder: string
    | Model of ``MODEL|RUN``: string
    | Data of ``mnist|synthetic|folder``: string

    interface IArgParserTemplate with
        member this.Usage =
            match this with
            | Scale _ -> "few patterns, two runs, or five runs of everything (default paper)"
            | Runs _ -> "where the autoencoder is trained, or taken from (default runs)"
            | Model _ -> "a trained autoencoder to be asked instead"
            | Data _ -> "images (default mnist)"
