namespace CovidGrpc.Dicom;

/// <summary>A point or direction in the patient's coordinates (PS3.3 C.7.6.2.1.1): x to the left, y to the back, z to the head.</summary>
/// <param name="X">Towards the patient's left; mm for a point.</param>
/// <param name="Y">Towards the patient's back; mm for a point.</param>
/// <param name="Z">Towards the patient's head; mm for a point.</param>
public readonly record struct PatientVector(double X, double Y, double Z)
{
    /// <summary>Euclidean length.</summary>
    public double Length => Math.Sqrt(Dot(this));

    /// <summary>Scalar product.</summary>
    /// <param name="other">Other vector.</param>
    public double Dot(PatientVector other) => (X * other.X) + (Y * other.Y) + (Z * other.Z);

    /// <summary>Vector product.</summary>
    /// <param name="other">Other vector.</param>
    public PatientVector Cross(PatientVector other) =>
        new((Y * other.Z) - (Z * other.Y), (Z * other.X) - (X * other.Z), (X * other.Y) - (Y * other.X));
}
