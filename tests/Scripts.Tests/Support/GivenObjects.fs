/// Objects that theorems and questions of symmetry are tried on.
module Neurovariety.Scripts.Tests.Support.GivenObjects

open System
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Scripts.Surface
open Xunit

/// The turns of a ring of six points.
let ring = Group.parse "cyclic:6"

/// Commutes with them.
let circulant =
    Matrix.Create(6, 6, (fun i j -> [| 2.0; -1.0; 0.25; 0.0; 0.25; -1.0 |][(i - j + 6) % 6]))

/// One entry moved.
let moved (by: float) (m: Matrix) =
    Matrix.Create(m.RowCount, m.ColumnCount, (fun i j -> if i = 2 && j = 4 then m[i, j] + by else m[i, j]))

/// An autoencoder of six inputs before training.
let small hidden output =
    Architecture.parse 2 "6-5-d"
    |> Architecture.withActivations hidden output
    |> Autoencoder.initialise 7UL

/// The message of the exception that an argument is refused with.
let refusalOf (act: unit -> 'a) =
    Assert.ThrowsAny<ArgumentException>(fun () -> act () |> ignore).Message
