/** `MessageReceived` → "Message received". */
export function typeWords(type: string): string {
  const words = type
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(' ');
  return words.map((word, at) => (at === 0 || /^[A-Z0-9]{2,}$/.test(word) ? word : word.toLowerCase())).join(' ');
}

/** What to call a party: its name, else the end of its id, else the id of a machine as it is (`connector:csv`). */
export function nameOf({ id, name }: { readonly id: string; readonly name?: string | undefined }): string {
  if (name !== undefined && name !== '') return name;
  return id.includes(':') ? id : `…${id.slice(-8)}`;
}
