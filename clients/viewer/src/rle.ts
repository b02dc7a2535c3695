// COCO's compressed run lengths: column-major, zeros first; from the fourth run on a run is told as its difference to the one two before.
export function decodeMask(rows: number, columns: number, text: string): Uint8Array {
  const mask = new Uint8Array(rows * columns);
  const runs: number[] = [];
  let position = 0;
  for (let at = 0; at < text.length;) {
    let run = 0;
    for (let shift = 0, group = 0x20; (group & 0x20) !== 0; shift += 5) {
      group = text.charCodeAt(at++) - 48;
      if (!(group >= 0 && group <= 0x3f) || shift > 25) {
        throw new Error('The run lengths of a mask are damaged.');
      }
      run |= (group & 0x1f) << shift;
      if ((group & 0x30) === 0x10) {
        run |= -1 << (shift + 5);
      }
    }
    run += runs.length > 2 ? runs[runs.length - 2]! : 0;
    if (run < 0 || run > mask.length - position) {
      throw new Error('A run of a mask lies outside of it.');
    }
    for (const end = position + run; position < end; position++) {
      mask[(position % rows) * columns + Math.floor(position / rows)] = runs.length % 2;
    }
    runs.push(run);
  }
  return mask;
}
