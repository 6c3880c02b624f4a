import { LedgerError } from '#core/errors.js';
import { readBpmn } from './bpmn-model.js';

export const namespace = 'http://www.omg.org/spec/BPMN/20100524/MODEL';

/** A file whose first line is that of the root element and whose second one begins the process. */
export const file = (inner: string, after = '') =>
  `<definitions xmlns="${namespace}" xmlns:v="urn:vendor" targetNamespace="urn:x">\n<process id="p">${inner}</process>${after}</definitions>`;

/** Elements written one a line as `kind id name`, flows as `from>to`. */
export function drawn(text: string): string {
  const rows = text.trim().split(/\s*\n\s*/);
  return rows
    .map((row) => {
      const [from, to] = row.split('>');
      if (to !== undefined) return `<sequenceFlow id="${from}_${to}" sourceRef="${from}" targetRef="${to}"/>`;
      const [kind, id, ...name] = row.split(' ');
      return `<${kind} id="${id}" name="${name.join(' ')}"/>`;
    })
    .join('\n');
}

export const straight = drawn('startEvent s\ntask a Offer\nendEvent e\ns>a\na>e');

/** The error that a file is refused with. */
export async function refusal(xml: string): Promise<LedgerError> {
  try {
    await readBpmn(xml);
  } catch (error) {
    if (error instanceof LedgerError) return error;
    throw error;
  }
  throw new Error('The file was read.');
}
