// Draws one slice: its pixels on one canvas, what was found on another above it.
import type { DiagnoseResponse } from '../generated/covid/v1/diagnosis_pb';
import { Tissue, type Box } from '../generated/covid/v1/finding_pb';
import type { Image } from './image';
import { decodeMask } from './rle';

export interface Shown {
  readonly masks: boolean;
  readonly boxes: boolean;
  readonly attention: boolean;
  readonly opacity: number;
}

type Colour = readonly [number, number, number];

const colours: Readonly<Record<number, Colour>> = {
  [Tissue.LUNG]: [80, 210, 150], [Tissue.GROUND_GLASS_OPACITY]: [255, 225, 80], [Tissue.CONSOLIDATION]: [255, 85, 105],
};
const speaksFor: Colour = [255, 150, 30];
const speaksAgainst: Colour = [90, 160, 255];
const evenShare = 1 / 16;

export function drawPixels(canvas: HTMLCanvasElement, image: Image, center: number, width: number): void {
  const context = sized(canvas, image);
  if (image.picture !== undefined) {
    context.drawImage(image.picture, 0, 0);
    return;
  }
  const data = context.createImageData(image.columns, image.rows);
  // LINEAR_EXACT of PS3.3 C.11.2.1.3.2, as preprocessing windows; the array clamps.
  const hu = image.hu!;
  for (let i = 0; i < hu.length; i++) {
    const grey = ((hu[i]! - center) / width + 0.5) * 255;
    data.data[i * 4] = data.data[i * 4 + 1] = data.data[i * 4 + 2] = grey;
    data.data[i * 4 + 3] = 255;
  }
  context.putImageData(data, 0, 0);
}

export function drawOverlay(canvas: HTMLCanvasElement, image: Image, answer: DiagnoseResponse | undefined, shown: Shown): void {
  const context = sized(canvas, image);
  if (answer === undefined) {
    return;
  }
  if (shown.masks) {
    drawMasks(context, image, answer);
  }
  if (shown.boxes) {
    for (const { tissue, score, box } of answer.findings) {
      context.strokeStyle = context.fillStyle = css(colours[tissue] ?? [255, 255, 255]);
      context.lineWidth = 1.5;
      context.strokeRect(box!.xMin, box!.yMin, box!.xMax - box!.xMin, box!.yMax - box!.yMin);
      context.font = '11px system-ui, sans-serif';
      context.fillText(`${Math.round(score * 100)} %`, box!.xMin + 2, Math.max(box!.yMin - 3, 10));
    }
  }
  if (shown.attention) {
    drawAttention(context, answer);
  }
  canvas.style.opacity = String(shown.opacity);
}

// Consolidation lies over ground glass over lung, and of one tissue the better score over the lesser.
function drawMasks(context: CanvasRenderingContext2D, image: Image, answer: DiagnoseResponse): void {
  const { columns } = image;
  const data = context.createImageData(columns, image.rows);
  for (const { tissue, mask } of [...answer.findings].sort((a, b) => a.tissue - b.tissue || a.score - b.score)) {
    if (mask?.rows !== image.rows || mask.columns !== columns) {
      continue;
    }
    const pixels = decodeMask(mask.rows, mask.columns, mask.rle);
    const colour = colours[tissue] ?? [255, 255, 255];
    for (let i = 0; i < pixels.length; i++) {
      if (pixels[i] === 1) {
        const isInner = pixels[i - 1] === 1 && pixels[i + 1] === 1 && pixels[i - columns] === 1 && pixels[i + columns] === 1;
        data.data.set([...colour, isInner ? 95 : 255], i * 4);
      }
    }
  }
  context.putImageData(data, 0, 0);
}

// Where fewer than 16 regions survived one stands several times in the sequence: its weights add up.
function drawAttention(context: CanvasRenderingContext2D, answer: DiagnoseResponse): void {
  const regions = new Map<string, { box: Box; pos: number; neg: number }>();
  for (const { roi, attentionPos, attentionNeg } of answer.evidence) {
    const box = roi!.box!;
    const region = regions.get(`${box.xMin},${box.yMin},${box.xMax},${box.yMax}`) ?? { box, pos: 0, neg: 0 };
    regions.set(`${box.xMin},${box.yMin},${box.xMax},${box.yMax}`, { box, pos: region.pos + attentionPos, neg: region.neg + attentionNeg });
  }
  for (const { box, pos, neg } of [...regions.values()].sort((a, b) => Math.max(a.pos, a.neg) - Math.max(b.pos, b.neg))) {
    corners(context, box, 7, neg > evenShare ? neg : 0, speaksAgainst);
    corners(context, box, 3, pos > evenShare ? pos : 0, speaksFor);
  }
}

// The heavier the weight, the stronger the line; told in numbers from a tenth on.
function corners(context: CanvasRenderingContext2D, box: Box, distance: number, weight: number, colour: Colour): void {
  if (weight === 0) {
    return;
  }
  const [left, top, right, bottom] = [box.xMin - distance, box.yMin - distance, box.xMax + distance, box.yMax + distance];
  const arm = Math.min((right - left) / 3, (bottom - top) / 3, 14);
  context.strokeStyle = context.fillStyle = css(colour);
  context.lineWidth = 1 + 6 * Math.min(weight, 0.5);
  context.beginPath();
  for (const [x, y, dx, dy] of [[left, top, arm, arm], [right, top, -arm, arm], [left, bottom, arm, -arm], [right, bottom, -arm, -arm]] as const) {
    context.moveTo(x + dx, y);
    context.lineTo(x, y);
    context.lineTo(x, y + dy);
  }
  context.stroke();
  if (weight >= 0.1) {
    context.font = '11px system-ui, sans-serif';
    context.fillText(`${Math.round(weight * 100)} %`, colour === speaksFor ? left : right - 24, Math.min(bottom + 12, context.canvas.height - 2));
  }
}

function sized(canvas: HTMLCanvasElement, image: Image): CanvasRenderingContext2D {
  canvas.width = image.columns;
  canvas.height = image.rows;
  return canvas.getContext('2d')!;
}

function css([red, green, blue]: Colour): string {
  return `rgb(${red} ${green} ${blue})`;
}
