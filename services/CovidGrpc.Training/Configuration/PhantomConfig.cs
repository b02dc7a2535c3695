namespace CovidGrpc.Training.Configuration;

/// <summary>Phantoms of a run: patients are seeds of the generator, those learned from first, those kept back behind them.</summary>
/// <param name="FirstSeed">Of the first patient.</param>
/// <param name="Patients">Learned from; classes take turns.</param>
/// <param name="ValidationPatients">Kept back.</param>
/// <param name="SlicesPerPatient">Evenly spread between base and apex of the lungs, without both ends.</param>
internal sealed record PhantomConfig(int FirstSeed, int Patients, int ValidationPatients, int SlicesPerPatient)
{
    internal IEnumerable<string> Errors(string name)
    {
        if (FirstSeed < 0 || Patients is < 1 or > 1_000_000 || ValidationPatients is < 0 or > 1_000_000 || FirstSeed > int.MaxValue - Patients - ValidationPatients)
            yield return $"data {name}: phantoms.first_seed must be at least 0, patients 1 to 1000000, validation_patients 0 to 1000000";
        if (SlicesPerPatient is < 1 or > 100)
            yield return $"data {name}: phantoms.slices_per_patient must be 1 to 100";
    }
}
