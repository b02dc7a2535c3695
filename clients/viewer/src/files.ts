// The files of a drop or a choice, folders opened, in natural order of their paths.
interface Found {
  readonly path: string;
  readonly file: File;
}

export function chosen(list: FileList): File[] {
  return inOrder(Array.from(list, file => ({ path: file.webkitRelativePath || file.name, file })));
}

export async function dropped(transfer: DataTransfer): Promise<File[]> {
  // The items are gone after the first wait.
  const entries = Array.from(transfer.items, item => item.webkitGetAsEntry()).filter(entry => entry !== null);
  return inOrder((await Promise.all(entries.map(walk))).flat());
}

async function walk(entry: FileSystemEntry): Promise<Found[]> {
  if (entry.isFile) {
    return [{ path: entry.fullPath, file: await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed)) }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Found[] = [];
  for (;;) {
    // A reader answers some at a time, and nothing at the end.
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) {
      return found;
    }
    found.push(...(await Promise.all(some.map(walk))).flat());
  }
}

function inOrder(found: Found[]): File[] {
  const order = new Intl.Collator('en', { numeric: true });
  return found.sort((a, b) => order.compare(a.path, b.path)).map(({ file }) => file);
}
