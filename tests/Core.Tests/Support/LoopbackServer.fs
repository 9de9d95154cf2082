namespace Neurovariety.Tests.Support

open System
open System.Collections.Concurrent
open System.IO
open System.Net
open System.Net.Sockets

/// A web server on 127.0.0.1 at a free port, for the life of its owner. The answer to a path is bytes, or nothing (404).
type LoopbackServer(answer: string -> Stream -> bool) =
    let port =
        let probe = new TcpListener(IPAddress.Loopback, 0)
        probe.Start()
        let port = (probe.LocalEndpoint :?> IPEndPoint).Port
        probe.Stop()
        port

    let requests = ConcurrentQueue<string>()
    let listener = new HttpListener()

    let rec serve () =
        task {
            let! context = listener.GetContextAsync()
            let name = context.Request.Url.AbsolutePath.TrimStart('/')
            requests.Enqueue name
            use body = new MemoryStream()

            if answer name body then
                context.Response.ContentLength64 <- body.Length
                body.WriteTo context.Response.OutputStream
            else
                context.Response.StatusCode <- 404

            context.Response.Close()
            return! serve ()
        }

    do
        listener.Prefixes.Add $"http://127.0.0.1:{port}/"
        listener.Start()
        serve () |> ignore

    /// A server of given files.
    static member Of(files: Map<string, byte[]>) =
        new LoopbackServer(fun name body ->
            match files.TryFind name with
            | Some bytes ->
                body.Write(bytes, 0, bytes.Length)
                true
            | None -> false)

    member _.Address = Uri $"http://127.0.0.1:{port}/"
    member _.Requests = requests.ToArray()

    interface IDisposable with
        member _.Dispose() = listener.Close()
