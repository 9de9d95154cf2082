/// A headless Chromium that opens report files, for tests that need a real browser.
module Neurovariety.Scripts.Tests.Support.Browser

open System
open System.Collections.Concurrent
open System.IO
open Microsoft.Playwright
open Expecto

/// The browser: what NEUROVARIETY_CHROMIUM names, else Debian's.
let executable =
    match Environment.GetEnvironmentVariable "NEUROVARIETY_CHROMIUM" with
    | null
    | "" -> "/usr/bin/chromium"
    | path -> path

/// A test that needs Chromium, and is skipped, saying so, where there is none.
let browserCase name (test: unit -> unit) =
    testCase name (fun () ->
        if not (File.Exists executable) then
            skiptest $"needs Chromium at {executable} (apt-get install chromium)"

        test ())

/// What a page did when it was opened.
type Visit = {
    /// Charts on the page, and those that were drawn with at least one line, point, bar or box.
    Charts: int
    Drawn: int
    /// Console errors and uncaught errors of the page.
    Errors: string list
    /// Requests to anything but the file itself and data inside it.
    Requests: string list
    /// The page's text.
    Text: string
    /// Images and drawings that have a size.
    Pictures: int
    /// Whether something is wider than the window.
    Overflows: bool
}

let private drawnCharts =
    """Array.from(document.querySelectorAll('.chart')).filter(c => c.dataset.drawn === 'true'
        && c.querySelectorAll('.scatterlayer path.js-line, .scatterlayer path.point, .barlayer path, .boxlayer path.box').length > 0).length"""

let private pictures =
    """Array.from(document.querySelectorAll('img, .drawing svg')).filter(p => p.getBoundingClientRect().width > 0
        && (p.tagName !== 'IMG' || p.naturalWidth > 0)).length"""

let private await (task: Threading.Tasks.Task<'a>) = task.GetAwaiter().GetResult()

/// Opens an HTML file, waits until its charts are drawn (at most 30 s), and says what happened. A screenshot of the whole
/// page is written when a path is given.
let visit (screenshot: string option) (file: string) =
    use playwright = Playwright.CreateAsync() |> await

    let browser =
        playwright.Chromium.LaunchAsync(
            BrowserTypeLaunchOptions(
                ExecutablePath = executable,
                Args = [ "--no-sandbox"; "--disable-dev-shm-usage"; "--disable-gpu" ]
            )
        )
        |> await

    try
        let page =
            browser.NewPageAsync(BrowserNewPageOptions(ViewportSize = ViewportSize(Width = 1280, Height = 800)))
            |> await

        let errors = ConcurrentQueue<string>()
        let requests = ConcurrentQueue<string>()

        page.Console.Add(fun message ->
            if message.Type = "error" then
                errors.Enqueue message.Text)

        page.PageError.Add errors.Enqueue

        page.Request.Add(fun request ->
            if
                not (
                    request.Url.StartsWith "file:"
                    || request.Url.StartsWith "data:"
                    || request.Url.StartsWith "blob:"
                )
            then
                requests.Enqueue request.Url)

        page.GotoAsync(Uri(Path.GetFullPath file).AbsoluteUri) |> await |> ignore

        let waitFor =
            "Array.from(document.querySelectorAll('.chart')).every(c => c.dataset.drawn === 'true' || c.querySelector('.missing'))"

        page.WaitForFunctionAsync(waitFor, null, PageWaitForFunctionOptions(Timeout = Nullable 30000f))
        |> await
        |> ignore

        screenshot
        |> Option.iter (fun path ->
            page.ScreenshotAsync(PageScreenshotOptions(Path = path, FullPage = Nullable true))
            |> await
            |> ignore)

        {
            Charts = page.EvaluateAsync<int> "document.querySelectorAll('.chart').length" |> await
            Drawn = page.EvaluateAsync<int> drawnCharts |> await
            Errors = List.ofSeq errors
            Requests = List.ofSeq requests
            Text = page.InnerTextAsync "main" |> await
            Pictures = page.EvaluateAsync<int> pictures |> await
            Overflows =
                page.EvaluateAsync<bool> "document.documentElement.scrollWidth > window.innerWidth"
                |> await
        }
    finally
        browser.CloseAsync().GetAwaiter().GetResult()
