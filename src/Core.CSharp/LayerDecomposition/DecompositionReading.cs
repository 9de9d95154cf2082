namespace Neurovariety.LayerDecomposition;

/// <summary>How the maps between a layer and its latent space are read off [NLQ23].</summary>
public enum DecompositionReading
{
    /// <summary>Eq. 6: ΛΨᵀL_in⁺ on one side, L_outΨΛ⁻¹ on the other, from graphs on the samples.</summary>
    Graph,

    /// <summary>Eq. 4: the first n' singular directions, which is the truncated singular value decomposition.</summary>
    Identity,

    /// <summary>f(Λ)Ψᵀ in place of ΛΨᵀL_in⁺, with the weights of the commute time or of the heat kernel.</summary>
    Diffusion,
}

/// <summary>The weights f of <see cref="DecompositionReading.Diffusion"/>.</summary>
public enum DiffusionWeights
{
    /// <summary>f(λ) = 1/√λ: distances are the roots of commute times.</summary>
    CommuteTime,

    /// <summary>f(λ) = exp(−tλ): distances are those of diffusion for a time t.</summary>
    HeatKernel,
}
