import { BpmnModdle } from 'bpmn-moddle';
import type { ModdleElement } from 'bpmn-moddle';
import type { BpmnDefinitions, BpmnProcess, BpmnRootElement } from 'bpmn-moddle/types';
import { LedgerError } from '#core/errors.js';
import type { Violation } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { checkedModel } from '#measures/process/process-model.js';
import type { ProcessModel } from '#measures/process/process-model.js';
import { graphOfProcess, refusalsOfWays } from './bpmn-graph.js';
import { outlineOf } from './bpmn-outline.js';
import type { BpmnOutline } from './bpmn-outline.js';
import { nameOf, refusalsOf } from './bpmn-refusals.js';
import type { Refusal } from './bpmn-refusals.js';

const hint =
  'Draw the path with tasks, exclusive gateways (XOR), plain start and end events and sequence flows, in one process.';

/**
 * Reads an expected path from BPMN 2.0 XML: tasks of all kinds are its activities, by their names; exclusive gateways and
 * plain start and end events are silent nodes. Where several flows meet without a gateway, each may come. How the model is
 * drawn, lanes, data and notes are passed over, and so are the conditions of gateways: each branch may be taken.
 *
 * @throws LedgerError `invalid` with everything that an expected path cannot say or that is wrong with the model, each
 * with its line, and its kind, name and id; `file-unreadable` for what is no BPMN 2.0; `limit-exceeded`
 */
export async function readBpmn(xml: string): Promise<ProcessModel> {
  const moddle = new BpmnModdle();
  const outline = outlineOf(xml, (name) => hasType(moddle, name));
  const roots = (await definitionsOf(moddle, outline)).rootElements ?? [];
  const processes = roots.filter(isFilledProcess);
  const refusals = [
    ...roots.flatMap((root) => refusalsOf(root)),
    ...processes.flatMap((process) => refusalsOfWays(process)),
    ...(processes.length > 1 ? processes : []).map((element) => ({ element, reason: 'is one of several' })),
  ];
  const violations = [...outline.problems, ...violationsOf(refusals, outline)];
  if (violations.length > 0) throw refusal(violations);
  const [process] = processes;
  if (process === undefined) throw new LedgerError('invalid', 'The file has no process with anything in it.', { hint });
  const model = graphOfProcess(process);
  if (!('kind' in model)) throw refusal(violationsOf(model, outline));
  return checkedModel(model);
}

function isFilledProcess(root: ModdleElement<BpmnRootElement>): root is ModdleElement<BpmnProcess> {
  return root.$type === 'bpmn:Process' && ((root as ModdleElement<BpmnProcess>).flowElements ?? []).length > 0;
}

function hasType(moddle: BpmnModdle, name: string): boolean {
  try {
    moddle.getType(`bpmn:${name.slice(0, 1).toUpperCase()}${name.slice(1)}`);
    return true;
  } catch {
    return false;
  }
}

async function definitionsOf(moddle: BpmnModdle, outline: BpmnOutline): Promise<ModdleElement<BpmnDefinitions>> {
  try {
    return (await moddle.fromXML(outline.xml, { lax: false })).rootElement;
  } catch (cause) {
    const { message } = cause as Error;
    const row = Number(/line: (\d+)/.exec(message)?.[1]);
    const what = /(<\w+).*? detected/s.exec(message)?.[1] ?? '<definitions';
    const misplaced = { field: `line ${outline.lines[row] ?? 1}`, message: `${what}> cannot stand where it does` };
    throw refusal([...outline.problems, misplaced], cause);
  }
}

function violationsOf(refusals: readonly Refusal[], { lineOf }: BpmnOutline): Violation[] {
  return refusals.map(({ element, reason }) => ({
    field: `line ${lineOf.get(element.id) ?? 1}`,
    message: `${nameOf(element)} ${reason}`,
  }));
}

const lineOf = ({ field }: Violation): number => Number(field.slice('line '.length));

function refusal(all: readonly Violation[], cause?: unknown): LedgerError {
  const violations = all.toSorted((a, b) => lineOf(a) - lineOf(b)).slice(0, limits.bpmnRefusals);
  const named = violations.slice(0, 5).map(({ field, message }) => `${message} (${field})`);
  const more = all.length > named.length ? `; and ${all.length - named.length} more` : '';
  const sentence = `The model cannot be read as an expected path: ${named.join('; ')}${more}.`;
  return new LedgerError('invalid', sentence, { violations, hint, cause });
}
