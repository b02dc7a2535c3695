// What leaves the browser of a DICOM file: an allow-list of image attributes, as ImageOnly of services/CovidGrpc.Dicom keeps. A new
// Part 10 file is written; nothing of the old one is in it but the values of that list and the pixels.
import type { DataSet } from 'dicom-parser';

const explicitLittleEndian = '1.2.840.10008.1.2.1';
export const ctImageStorage = '1.2.840.10008.5.1.4.1.1.2';

const copied: ReadonlyArray<readonly [tag: string, vr: string]> = [
  ['00080008', 'CS'], ['00080060', 'CS'], ['00180015', 'CS'], ['00180050', 'DS'], ['00180060', 'DS'], ['00180088', 'DS'],
  ['00181120', 'DS'], ['00181210', 'SH'], ['00185100', 'CS'], ['00200013', 'IS'], ['00200032', 'DS'], ['00200037', 'DS'],
  ['00200060', 'CS'], ['00201041', 'DS'], ['00280002', 'US'], ['00280004', 'CS'], ['00280006', 'US'], ['00280008', 'IS'],
  ['00280010', 'US'], ['00280011', 'US'], ['00280030', 'DS'], ['00280034', 'IS'], ['00280100', 'US'], ['00280101', 'US'],
  ['00280102', 'US'], ['00280103', 'US'], ['00280120', 'US'], ['00280121', 'US'], ['00280301', 'CS'], ['00281050', 'DS'],
  ['00281051', 'DS'], ['00281052', 'DS'], ['00281053', 'DS'], ['00281054', 'LO'], ['00281056', 'CS'], ['00282110', 'CS'],
  ['00282112', 'DS'], ['00282114', 'CS'],
];

const replaced = ['00080018', '0020000d', '0020000e', '00200052'];

// A random UID for each UID of one scan: what stands for an identifier cannot be traced back.
export class RandomUids {
  private readonly known = new Map<string, string>();

  replace(uid: string): string {
    let stand = this.known.get(uid);
    if (stand === undefined) {
      const words = crypto.getRandomValues(new BigUint64Array(2));
      stand = `2.25.${(words[0]! << 64n) | words[1]!}`;
      this.known.set(uid, stand);
    }
    return stand;
  }
}

export function imageOnly(source: DataSet, uids: RandomUids): Uint8Array<ArrayBuffer> {
  const elements = new Map<string, [vr: string, value: Uint8Array]>();
  for (const [tag, vr] of copied) {
    const value = harmless(source, tag, vr);
    if (value !== undefined) {
      elements.set(tag, value);
    }
  }
  for (const tag of replaced) {
    elements.set(tag, ['UI', text(uids.replace(source.string(`x${tag}`) ?? tag), '\0')]);
  }
  elements.set('00080016', ['UI', text(ctImageStorage, '\0')]);
  elements.set('00120062', ['CS', text('YES', ' ')]);
  elements.set('00120063', ['LO', text('Allow-list of image attributes', ' ')]);
  const pixels = source.elements['x7fe00010']!;
  elements.set('7fe00010', ['OW', source.byteArray.subarray(pixels.dataOffset, pixels.dataOffset + pixels.length)]);

  const meta = concat([
    element('00020001', 'OB', Uint8Array.of(0, 1)),
    element('00020002', 'UI', text(ctImageStorage, '\0')),
    element('00020003', 'UI', elements.get('00080018')![1]),
    element('00020010', 'UI', text(explicitLittleEndian, '\0')),
    element('00020012', 'UI', text('2.25.7104', '\0')),
  ]);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, meta.length, true);
  return concat([
    new Uint8Array(128), text('DICM', ' '), element('00020000', 'UL', length), meta,
    ...[...elements].sort(([a], [b]) => (a < b ? -1 : 1)).map(([tag, [vr, value]]) => element(tag, vr, value)),
  ]);
}

// A kept attribute must hold what its name says, so that free text cannot ride along in it.
function harmless(source: DataSet, tag: string, vr: string): [string, Uint8Array] | undefined {
  const found = source.elements[`x${tag}`];
  if (found === undefined || found.items !== undefined || found.fragments !== undefined) {
    return undefined;
  }
  const value = source.byteArray.subarray(found.dataOffset, found.dataOffset + found.length);
  if (vr === 'US') {
    const stated = found.vr ?? (tag.startsWith('0028012') && source.uint16('x00280103') === 1 ? 'SS' : 'US');
    return (stated === 'US' || stated === 'SS') && value.length === 2 ? [stated, value] : undefined;
  }
  const characters = String.fromCharCode(...value.subarray(0, 1024));
  const isPlain = value.length <= 1024 && value.length % 2 === 0 && (vr === 'DS' || vr === 'IS'
    ? characters.split('\\').every(part => /^ *([+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)? *\0?$/.test(part))
    : characters.split('\\').every(part => /^[A-Za-z0-9 _\-./+]{0,16}\0?$/.test(part)));
  return isPlain && (found.vr ?? vr) === vr ? [vr, value] : undefined;
}

function element(tag: string, vr: string, value: Uint8Array): Uint8Array {
  const isLong = vr === 'OB' || vr === 'OW';
  const header = new Uint8Array(isLong ? 12 : 8);
  const view = new DataView(header.buffer);
  view.setUint16(0, parseInt(tag.slice(0, 4), 16), true);
  view.setUint16(2, parseInt(tag.slice(4), 16), true);
  header.set([vr.charCodeAt(0), vr.charCodeAt(1)], 4);
  if (isLong) {
    view.setUint32(8, value.length, true);
  } else {
    view.setUint16(6, value.length, true);
  }
  return concat([header, value]);
}

function text(value: string, padding: string): Uint8Array {
  return new TextEncoder().encode(value.length % 2 === 0 ? value : value + padding);
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
