/// The checkout that the tests run from.
module Neurovariety.Tests.Support.Repository

open System
open System.IO

/// The project's root folder: the nearest one above the test assembly that holds the solution.
let root =
    let rec climb (folder: DirectoryInfo) =
        if isNull folder then
            failwith "Research.sln was not found above the test assembly"
        elif File.Exists(Path.Combine(folder.FullName, "Research.sln")) then
            folder.FullName
        else
            climb folder.Parent

    climb (DirectoryInfo AppContext.BaseDirectory)

let private isGenerated (path: string) =
    let parts = path.Split(Path.DirectorySeparatorChar)

    parts
    |> Array.exists (fun part -> part = "bin" || part = "obj" || part = "artifacts" || part = "node_modules")

/// Source files below a folder of the project, generated ones left out.
let sources (folder: string) (pattern: string) =
    Directory.GetFiles(Path.Combine(root, folder), pattern, SearchOption.AllDirectories)
    |> Array.filter (fun path -> not (isGenerated (Path.GetRelativePath(root, path))))
    |> Array.sort
