using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Augmentation;

/// <summary>Where a pixel of the changed slice lies in the original, both in pixels: an affine map about the middle.</summary>
internal readonly record struct InverseMap(float XOfX, float XOfY, float X0, float YOfX, float YOfY, float Y0)
{
    internal static InverseMap Draw(AugmentationSettings settings, int rows, int columns, SeededRandom random)
    {
        var angle = random.Uniform(-settings.Rotation, settings.Rotation) * Math.PI / 180;
        var (scaleX, scaleY) = (1 + random.Uniform(-settings.Scale, settings.Scale), 1 + random.Uniform(-settings.Scale, settings.Scale));
        var (shiftX, shiftY) = (random.Uniform(-settings.Shift, settings.Shift) * columns, random.Uniform(-settings.Shift, settings.Shift) * rows);
        var mirror = settings.Mirrors && random.Chance(0.5) ? -1 : 1;
        var (middleX, middleY) = ((columns - 1) / 2.0, (rows - 1) / 2.0);
        var (cosine, sine) = (Math.Cos(angle), Math.Sin(angle));
        var (xOfX, xOfY) = (mirror * cosine / scaleX, -mirror * sine / scaleX);
        var (yOfX, yOfY) = (sine / scaleY, cosine / scaleY);
        return new(
            (float)xOfX, (float)xOfY, (float)(middleX - xOfX * (middleX + shiftX) - xOfY * (middleY + shiftY)),
            (float)yOfX, (float)yOfY, (float)(middleY - yOfX * (middleX + shiftX) - yOfY * (middleY + shiftY)));
    }

    internal (float X, float Y) Of(int column, int row)
    {
        return (XOfX * column + XOfY * row + X0, YOfX * column + YOfY * row + Y0);
    }
}
