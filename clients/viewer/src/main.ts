import { Operation_Source, Operation_State, type DiagnoseResponse, type ScanDiagnosis } from '../generated/covid/v1/diagnosis_pb';
import { tellSlice, tellVerdict } from './answer';
import { chosen, dropped } from './files';
import * as gateway from './gateway';
import { readImage, type Image } from './image';
import { RandomUids } from './imageOnly';
import { drawOverlay, drawPixels } from './painter';

const at = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;
const input = (id: string): HTMLInputElement => at<HTMLInputElement>(id);
const canvas = (id: string): HTMLCanvasElement => at<HTMLCanvasElement>(id);

const page = 5;

let work = new AbortController();
// The slices in anatomical order from the feet, and what is known of each.
let slices: Image[] = [];
let answers = new Map<Image, DiagnoseResponse>();
let digest = '';
let current = 0;

async function open(files: File[]): Promise<void> {
  if (files.length === 0) {
    return;
  }
  await run(async signal => {
    clear('Reading the scan…');
    const uids = new RandomUids();
    const images: Image[] = [];
    const refused: string[] = [];
    for (const [i, file] of files.entries()) {
      tell({ stage: 'Opening', done: i, total: files.length });
      try {
        images.push(await readImage(file, uids));
      } catch (error) {
        refused.push(gateway.messageOf(error));
      }
      signal.throwIfAborted();
    }
    if (images.length === 0) {
      throw new Error(`Nothing here can be shown: ${[...new Set(refused)].join('; ')}.`);
    }
    show(inOrder(images));
    const verdict = await gateway.diagnose(images.map(image => image.outgoing), tell, signal);
    const first = images[verdict.series.find(series => series.chosen)?.firstInstance ?? 0]!;
    show(inOrder(images.filter(image => image.stack === first.stack)));
    finish(verdict);
    if (refused.length > 0) {
      at('problem').textContent = `${refused.length} of ${files.length} files were not sent: ${[...new Set(refused)].join('; ')}.`;
    }
    await explain();
  });
}

async function openJob(operationId: string): Promise<void> {
  await run(async signal => {
    clear('The gateway keeps the answer of a job, not its images. Open the files to see slices and findings.');
    finish(await gateway.watch(operationId, tell, signal));
  });
}

async function run(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
  work.abort();
  const mine = work = new AbortController();
  at('problem').textContent = '';
  at('work').hidden = false;
  try {
    await task(mine.signal);
  } catch (error) {
    if (!mine.signal.aborted) {
      fail(error);
    }
  } finally {
    if (mine === work) {
      at('work').hidden = true;
      if (mine.signal.aborted) {
        at('status').textContent = 'Stopped.';
      }
      void listJobs();
    }
  }
}

function fail(error: unknown): void {
  at('status').textContent = '';
  at('problem').textContent = gateway.messageOf(error);
  if (gateway.isUnauthenticated(error)) {
    at<HTMLDetailsElement>('account').open = true;
    at('secret').focus();
  }
}

function tell({ stage, done, total }: gateway.Progress): void {
  at('status').textContent = `${stage}: ${done} of ${total}`;
  const bar = at<HTMLProgressElement>('bar');
  bar.max = Math.max(total, 1);
  bar.value = done;
}

function finish(verdict: ScanDiagnosis): void {
  digest = verdict.model?.identity?.digest ?? '';
  tellVerdict(at('answer'), verdict);
  at('status').textContent = `Done: ${document.querySelector('#answer .class')!.textContent}.`;
  const identity = (verdict.model ?? verdict.classificationModel)?.identity;
  if (identity !== undefined) {
    gateway.card(identity.name, identity.version).then(text => {
      at('card-text').textContent = text;
      at('card').hidden = false;
    }, fail);
  }
}

function clear(why: string): void {
  show([]);
  at('empty').textContent = why;
  at('answer').replaceChildren();
  at('card').hidden = true;
}

function inOrder(images: Image[]): Image[] {
  return images.every(image => image.place !== undefined) ? [...images].sort((a, b) => a.place! - b.place!) : images;
}

function show(images: Image[]): void {
  slices = images;
  answers = new Map();
  digest = '';
  at('empty').hidden = slices.length > 0;
  at('slice-answer').replaceChildren();
  const slider = input('slice');
  slider.disabled = slices.length === 0;
  slider.max = String(Math.max(slices.length, 1));
  move(Math.floor(slices.length / 2));
}

function move(to: number): void {
  current = Math.max(0, Math.min(to, slices.length - 1));
  input('slice').value = String(current + 1);
  at('place').textContent = slices.length === 0 ? '–' : `${current + 1} of ${slices.length}`;
  draw();
  void explain();
}

function draw(): void {
  const image = slices[current];
  for (const id of ['pixels', 'overlay']) {
    canvas(id).hidden = image === undefined;
  }
  const answer = image && answers.get(image);
  at('image').setAttribute('aria-label', image === undefined ? 'No image'
    : `CT slice ${current + 1} of ${slices.length}${answer === undefined ? '' : `, ${answer.findings.length} findings`}`);
  if (image === undefined) {
    return;
  }
  drawPixels(canvas('pixels'), image, input('center').valueAsNumber, input('width').valueAsNumber);
  drawOverlay(canvas('overlay'), image, answer, {
    masks: input('masks').checked, boxes: input('boxes').checked, attention: input('attention').checked, opacity: input('opacity').valueAsNumber / 100,
  });
  if (answer === undefined) {
    at('slice-answer').replaceChildren();
  } else {
    tellSlice(at('slice-answer'), current + 1, answer);
  }
}

// A verdict holds no findings of slices: each is asked for when it is looked at.
async function explain(): Promise<void> {
  const image = slices[current];
  if (image === undefined || digest === '' || answers.has(image)) {
    return;
  }
  const known = answers;
  try {
    known.set(image, await gateway.slice(image.outgoing, digest, work.signal));
    if (slices[current] === image) {
      draw();
    }
  } catch (error) {
    if (known === answers && !work.signal.aborted) {
      fail(error);
    }
  }
}

async function listJobs(): Promise<void> {
  try {
    const operations = await gateway.operations();
    at('jobs').replaceChildren(...operations.map(operation => {
      const button = document.createElement('button');
      button.type = 'button';
      const name = document.createElement('code');
      name.textContent = operation.operationId.slice(0, 16);
      const source = operation.source === Operation_Source.STUDY ? 'study' : 'upload';
      const state = Operation_State[operation.state].toLowerCase();
      const created = operation.createTime === undefined ? '' : new Date(Number(operation.createTime.seconds) * 1000).toISOString().slice(0, 16).replace('T', ' ');
      button.append(name, `${source}, ${state}, ${created} UTC`);
      button.addEventListener('click', () => void openJob(operation.operationId));
      const item = document.createElement('li');
      item.append(button);
      return item;
    }));
  } catch (error) {
    fail(error);
  }
}

const steps: Readonly<Record<string, () => number>> = {
  ArrowUp: () => current + 1, ArrowDown: () => current - 1, PageUp: () => current + page, PageDown: () => current - page,
  Home: () => 0, End: () => slices.length - 1,
};
const toggles: Readonly<Record<string, string>> = { m: 'masks', b: 'boxes', a: 'attention' };

at('image').addEventListener('keydown', event => {
  const step = steps[event.key];
  const toggle = toggles[event.key.toLowerCase()];
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if (step !== undefined) {
    event.preventDefault();
    move(step());
  } else if (toggle !== undefined) {
    input(toggle).checked = !input(toggle).checked;
    draw();
  }
});
at('image').addEventListener('wheel', event => {
  event.preventDefault();
  move(current - Math.sign(event.deltaY));
}, { passive: false });
input('slice').addEventListener('input', () => move(input('slice').valueAsNumber - 1));
for (const id of ['masks', 'boxes', 'attention', 'opacity', 'center', 'width']) {
  at(id).addEventListener('input', draw);
}

for (const [button, field] of [['choose-files', 'files'], ['choose-folder', 'folder']] as const) {
  at(button).addEventListener('click', () => at(field).click());
  input(field).addEventListener('change', () => {
    const files = chosen(input(field).files!);
    input(field).value = '';
    void open(files);
  });
}
document.addEventListener('dragover', event => {
  event.preventDefault();
  at('drop').classList.add('over');
});
document.addEventListener('dragleave', () => at('drop').classList.remove('over'));
document.addEventListener('drop', event => {
  event.preventDefault();
  at('drop').classList.remove('over');
  void dropped(event.dataTransfer!).then(open, fail);
});

at('stop').addEventListener('click', () => work.abort());
at('refresh').addEventListener('click', () => void listJobs());
at('signin').addEventListener('submit', event => {
  event.preventDefault();
  gateway.signIn(at<HTMLSelectElement>('kind').value === 'key' ? 'key' : 'token', input('secret').value);
  input('secret').value = '';
  at<HTMLDetailsElement>('account').open = false;
  void listJobs();
});

void listJobs();
