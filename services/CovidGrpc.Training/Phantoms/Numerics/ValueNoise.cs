namespace CovidGrpc.Training.Phantoms.Numerics;

/// <summary>Smooth noise in space: random values on a unit lattice, interpolated. In [−1, 1], mean near 0.</summary>
internal readonly struct ValueNoise(ulong seed)
{
    private readonly ulong _seed = SeededRandom.Mix(seed);

    /// <summary>Noise whose features are about <paramref name="scaleMm"/> wide.</summary>
    public double At(double x, double y, double z, double scaleMm) => At(x / scaleMm, y / scaleMm, z / scaleMm);

    /// <summary>Three octaves, each half as wide and half as high as the one before, in [−1, 1].</summary>
    public double Fractal(double x, double y, double z, double scaleMm)
    {
        double s = 1 / scaleMm;
        return (4 * At(x * s, y * s, z * s)
            + 2 * At(x * s * 2 + 17.3, y * s * 2 + 5.1, z * s * 2 + 9.7)
            + At(x * s * 4 + 3.9, y * s * 4 + 31.7, z * s * 4 + 12.2)) * (1.0 / 7);
    }

    private double At(double x, double y, double z)
    {
        double floorX = Math.Floor(x), floorY = Math.Floor(y), floorZ = Math.Floor(z);
        int ix = (int)floorX, iy = (int)floorY, iz = (int)floorZ;
        double fx = Ease(x - floorX), fy = Ease(y - floorY), fz = Ease(z - floorZ);
        return Mix(
            Mix(
                Mix(Lattice(ix, iy, iz), Lattice(ix + 1, iy, iz), fx),
                Mix(Lattice(ix, iy + 1, iz), Lattice(ix + 1, iy + 1, iz), fx),
                fy),
            Mix(
                Mix(Lattice(ix, iy, iz + 1), Lattice(ix + 1, iy, iz + 1), fx),
                Mix(Lattice(ix, iy + 1, iz + 1), Lattice(ix + 1, iy + 1, iz + 1), fx),
                fy),
            fz);
    }

    private double Lattice(int x, int y, int z)
    {
        ulong hash = _seed ^ ((uint)x * 0x9E3779B185EBCA87UL) ^ ((uint)y * 0xC2B2AE3D27D4EB4FUL) ^ ((uint)z * 0x165667B19E3779F9UL);
        hash = (hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9;
        return (int)(hash >> 32) * (1.0 / 2147483648.0);
    }

    private static double Ease(double t) => t * t * (3 - 2 * t);

    private static double Mix(double a, double b, double t) => a + (b - a) * t;
}
