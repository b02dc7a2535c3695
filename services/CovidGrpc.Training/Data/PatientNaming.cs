using System.Globalization;

namespace CovidGrpc.Training.Data;

/// <summary>How a data set tells in the names of its files whose slice it is.</summary>
internal abstract class PatientNaming
{
    /// <summary>The key of the patient.</summary>
    /// <param name="name">Of the file, without extension.</param>
    /// <exception cref="DataSetException">The name is not of this kind.</exception>
    internal abstract string PatientOf(string name);

    /// <summary>Names are <c>PATIENT_SLICE</c>, both numbers.</summary>
    internal sealed class Prefix : PatientNaming
    {
        internal override string PatientOf(string name)
        {
            return name.Split('_') is [var patient, var slice] && IsNumber(patient) && IsNumber(slice)
                ? patient
                : throw new DataSetException($"The name {name} should be the patient's number, _ and the slice's.");
        }

        private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);
    }

    /// <summary>Names are slice numbers that run through several volumes; each volume is a patient.</summary>
    internal sealed class Blocks : PatientNaming
    {
        private readonly int[] _starts;

        /// <param name="starts">The numbers at which the volumes start, rising.</param>
        /// <exception cref="ArgumentException">They do not rise, or there are none.</exception>
        internal Blocks(params IEnumerable<int> starts)
        {
            _starts = [.. starts];
            if (_starts.Length == 0 || !_starts.Zip(_starts.Skip(1)).All(pair => pair.First < pair.Second))
                throw new ArgumentException("At least one start is needed, and they must rise.", nameof(starts));
        }

        internal override string PatientOf(string name)
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                throw new DataSetException($"The name {name} should be the number of the slice.");
            var block = _starts.Count(start => start <= number);
            return block > 0
                ? $"volume {block}"
                : throw new DataSetException($"The slice {name} comes before the first volume, which starts at {_starts[0]}.");
        }
    }
}
