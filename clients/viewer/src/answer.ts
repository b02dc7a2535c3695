// Answers in words and numbers.
import { DiagnosisClass, type Classification } from '../generated/covid/v1/classification_pb';
import type { DiagnoseResponse, ScanDiagnosis } from '../generated/covid/v1/diagnosis_pb';
import { Tissue } from '../generated/covid/v1/finding_pb';
import type { Model } from '../generated/covid/v1/model_pb';
import { CacheOutcome, type Warning } from '../generated/covid/v1/slice_pb';

const classes = ['control', 'common pneumonia', 'COVID-19'];
const tissues: Readonly<Record<number, string>> = {
  [Tissue.LUNG]: 'lung', [Tissue.GROUND_GLASS_OPACITY]: 'ground-glass opacity', [Tissue.CONSOLIDATION]: 'consolidation',
};

export function tellVerdict(at: HTMLElement, verdict: ScanDiagnosis): void {
  const facts: [string, string][] = verdict.volumes.map(volume => [
    `${tissues[volume.tissue] ?? 'tissue'}, left / right`,
    `${volume.totalMl.toFixed(1)} mL (${volume.leftMl.toFixed(1)} / ${volume.rightMl.toFixed(1)})`,
  ]);
  if (verdict.volumes.length > 0) {
    facts.push(['involvement, left / right', `${verdict.involvementPercent.toFixed(1)} % (${verdict.leftInvolvementPercent.toFixed(1)} / ${verdict.rightInvolvementPercent.toFixed(1)})`]);
  }
  facts.push(['slices', `${verdict.slices}`], ['deciding slices', verdict.decidingSlices.map(index => index + 1).join(', ') || '–'], ...modelFacts(verdict.model));
  at.replaceChildren(heading('Scan'), ...classification(verdict.classification), list(facts), warnings(verdict.warnings), paragraph(verdict.notice));
}

export function tellSlice(at: HTMLElement, number: number, answer: DiagnoseResponse): void {
  const facts: [string, string][] = answer.findings.map(finding => [
    `${tissues[finding.tissue] ?? 'finding'} ${Math.round(finding.score * 100)} %`,
    finding.areaMm2 === undefined ? `${finding.areaPixels} pixels` : `${finding.areaMm2.toFixed(0)} mm²`,
  ]);
  facts.push(...answer.timings.map(({ stage, durationMs }): [string, string] => [stage, `${durationMs.toFixed(1)} ms`]));
  facts.push(['segmentation', answer.cache === CacheOutcome.HIT ? 'from the cache' : 'computed']);
  at.replaceChildren(heading(`Slice ${number}`), ...classification(answer.classification), list(facts), warnings(answer.warnings));
}

function modelFacts(model: Model | undefined): [string, string][] {
  return model?.identity === undefined ? [] : [
    ['model', `${model.identity.name} ${model.identity.version}`], ['network', `${model.architecture}, ${model.backbone}`],
    ['digest', `${model.identity.digest.slice(0, 12)}…`], ['learned from data', model.trained ? 'yes' : 'no'], ['calibrated', model.calibrated ? 'yes' : 'no'],
  ];
}

function classification(told: Classification | undefined): HTMLElement[] {
  const title = make('p', told === undefined || told.diagnosisClass === DiagnosisClass.UNSPECIFIED ? 'no class' : classes[told.diagnosisClass - 1]!);
  title.className = 'class';
  if (told === undefined) {
    return [title];
  }
  const shares = document.createElement('dl');
  shares.className = 'facts probabilities';
  told.probabilities.forEach((probability, i) => {
    const meter = document.createElement('meter');
    meter.value = probability;
    meter.setAttribute('aria-label', classes[i]!);
    const share = make('dd', `${(probability * 100).toFixed(1)} %`);
    share.append(meter);
    shares.append(make('dt', classes[i]!), share);
  });
  return [title, shares];
}

function list(facts: readonly [string, string][]): HTMLElement {
  const all = document.createElement('dl');
  all.className = 'facts';
  all.append(...facts.flatMap(([name, value]) => [make('dt', name), make('dd', value)]));
  return all;
}

function warnings(told: readonly Warning[]): HTMLElement {
  const all = document.createElement('ul');
  all.className = 'warnings';
  all.hidden = told.length === 0;
  all.append(...told.map(warning => make('li', warning.message)));
  return all;
}

function heading(text: string): HTMLElement {
  return make('h2', text);
}

function paragraph(text: string): HTMLElement {
  const quiet = make('p', text);
  quiet.className = 'quiet';
  return quiet;
}

function make(name: string, text: string): HTMLElement {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
