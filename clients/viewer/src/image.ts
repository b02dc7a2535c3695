// One image of a scan: what is shown of it here, and what leaves for the gateway.
import { parseDicom, type DataSet } from 'dicom-parser';
import { ctImageStorage, imageOnly, type RandomUids } from './imageOnly';

export interface Image {
  readonly rows: number;
  readonly columns: number;
  // The file without identity.
  readonly outgoing: Uint8Array<ArrayBuffer>;
  // Images that can be one stack share it.
  readonly stack: string;
  // Place along the slice normal in mm, the feet first; undefined where the file tells none.
  readonly place: number | undefined;
  // HU by pixel, row-major; undefined for a picture.
  readonly hu: Float32Array | undefined;
  readonly picture: ImageBitmap | undefined;
}

const readable = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1']);

// Throws an Error with a sentence for people where the file cannot be shown or sent.
export async function readImage(file: File, uids: RandomUids): Promise<Image> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return String.fromCharCode(...bytes.subarray(128, 132)) === 'DICM' ? readDicom(bytes, uids) : readPicture(bytes);
}

function readDicom(bytes: Uint8Array, uids: RandomUids): Image {
  let data: DataSet;
  try {
    data = parseDicom(bytes);
  } catch {
    throw new Error('damaged DICOM');
  }
  if (!readable.has(data.string('x00020010') ?? '')) {
    throw new Error('compressed DICOM, which the command line reads');
  }
  const [rows, columns] = [data.uint16('x00280010') ?? 0, data.uint16('x00280011') ?? 0];
  const pixels = data.elements['x7fe00010'];
  if (pixels === undefined || (data.intString('x00280008') ?? 1) !== 1 || data.uint16('x00280100') !== 16 || data.uint16('x00280002') !== 1
    || data.string('x00080016') !== ctImageStorage || rows * columns === 0 || pixels.length < rows * columns * 2) {
    throw new Error('no single CT image of 16 bits');
  }
  const orientation = numbers(data, 'x00200037', 6);
  const position = numbers(data, 'x00200032', 3);
  return {
    rows, columns,
    outgoing: imageOnly(data, uids),
    stack: [data.string('x0020000e'), rows, columns, orientation?.map(value => value.toFixed(3))].join('|'),
    place: orientation && position && along(orientation, position),
    hu: hounsfield(data, pixels.dataOffset, rows * columns),
    picture: undefined,
  };
}

function hounsfield(data: DataSet, at: number, count: number): Float32Array {
  const view = new DataView(data.byteArray.buffer, data.byteArray.byteOffset + at, count * 2);
  const stored = data.uint16('x00280101') ?? 16;
  const shift = 32 - stored;
  const isSigned = data.uint16('x00280103') === 1;
  const slope = data.floatString('x00281053') ?? 1;
  const intercept = data.floatString('x00281052') ?? 0;
  const hu = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const raw = view.getUint16(i * 2, true) << shift;
    hu[i] = (isSigned ? raw >> shift : raw >>> shift) * slope + intercept;
  }
  return hu;
}

async function readPicture(bytes: Uint8Array<ArrayBuffer>): Promise<Image> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(new Blob([bytes]));
  } catch {
    throw new Error('neither DICOM nor a picture that the browser can draw');
  }
  return { rows: picture.height, columns: picture.width, outgoing: bytes, stack: 'pictures', place: undefined, hu: undefined, picture };
}

function numbers(data: DataSet, tag: string, count: number): number[] | undefined {
  const values = data.string(tag)?.split('\\').map(Number);
  return values?.length === count && values.every(Number.isFinite) ? values : undefined;
}

// The normal points to the head whatever the sense of the rows and columns.
function along([rx, ry, rz, cx, cy, cz]: number[], [x, y, z]: number[]): number {
  const normal = [ry! * cz! - rz! * cy!, rz! * cx! - rx! * cz!, rx! * cy! - ry! * cx!];
  return Math.sign(normal[2]! || 1) * (normal[0]! * x! + normal[1]! * y! + normal[2]! * z!);
}
