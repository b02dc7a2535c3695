namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>The lobes of the lungs.</summary>
internal enum LungLobe
{
    RightUpper,
    RightMiddle,
    RightLower,
    LeftUpper,
    LeftLower,
}
