using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>A point on the axis of a tube, and the tube's radius there, in mm.</summary>
internal readonly record struct TubeNode(Point3 Centre, double Radius);
