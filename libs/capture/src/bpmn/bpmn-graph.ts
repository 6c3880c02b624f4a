import type { ModdleElement } from 'bpmn-moddle';
import type { BpmnFlowElement, BpmnProcess, BpmnSequenceFlow } from 'bpmn-moddle/types';
import { limits } from '#core/limits.js';
import { isModelName, strayNodesOf } from '#measures/process/process-model.js';
import type { GraphModel, ModelNode } from '#measures/process/process-model.js';
import { ownIdOf } from './bpmn-outline.js';
import { isTask } from './bpmn-refusals.js';
import type { Refusal } from './bpmn-refusals.js';

type Element = ModdleElement<BpmnFlowElement>;
type Flow = ModdleElement<BpmnSequenceFlow>;

const isFlow = (element: Element): element is Flow => element.$type === 'bpmn:SequenceFlow';

const elementsOf = ({ flowElements = [] }: ModdleElement<BpmnProcess>): readonly Element[] => flowElements;

/** What is wrong with the names of a process and with the ways between its elements, seen one by one. */
export function refusalsOfWays(process: ModdleElement<BpmnProcess>): Refusal[] {
  const elements = elementsOf(process);
  const known = new Set<unknown>(elements);
  const flows = elements.filter(isFlow);
  const incoming = Map.groupBy(flows, ({ targetRef }) => targetRef);
  const outgoing = Map.groupBy(flows, ({ sourceRef }) => sourceRef);
  return elements.flatMap((element) => {
    const reasons = isFlow(element)
      ? [reasonAgainstFlow(element, known)]
      : [
          isTask(element) ? reasonAgainstName(element.name) : undefined,
          reasonAgainstEnds(element, incoming.get(element)?.length ?? 0, outgoing.get(element)?.length ?? 0),
        ];
    return reasons.filter((reason) => reason !== undefined).map((reason) => ({ element, reason }));
  });
}

function reasonAgainstFlow(
  { sourceRef, targetRef, conditionExpression }: Flow,
  known: ReadonlySet<unknown>,
): string | undefined {
  if (!known.has(sourceRef)) return 'comes from nothing in its process';
  if (!known.has(targetRef)) return 'leads to nothing in its process';
  if (conditionExpression !== undefined && isTask(sourceRef!)) return 'has a condition without an exclusive gateway';
  return undefined;
}

function reasonAgainstName(name: string | undefined): string | undefined {
  if (isModelName(name)) return undefined;
  if (!name) return 'has no name, and an activity needs one';
  return `has a name that is not one line of at most ${limits.nameChars} characters`;
}

function reasonAgainstEnds(element: Element, incoming: number, outgoing: number): string | undefined {
  if (element.$type === 'bpmn:StartEvent' && incoming > 0) return 'has an incoming flow';
  if (element.$type === 'bpmn:EndEvent' && outgoing > 0) return 'has an outgoing flow';
  if (outgoing < 2 || !(isTask(element) || element.$type === 'bpmn:StartEvent')) return undefined;
  return `has ${outgoing} outgoing flows: without an exclusive gateway all of them are taken at once`;
}

/**
 * The process as a graph. Several starts, or ends, are joined by a silent node of their own.
 * @returns refusals instead when no path leads all through it
 */
export function graphOfProcess(process: ModdleElement<BpmnProcess>): GraphModel | readonly Refusal[] {
  const elements = elementsOf(process).filter((element) => !isFlow(element));
  const nodes: ModelNode[] = elements.map((element) => nodeOf(element));
  const edges = edgesOf(process);
  const idsOf = (type: string): string[] =>
    elements.filter(({ $type }) => $type === type).map((element) => idOf(element));
  const [starts, ends] = [idsOf('bpmn:StartEvent'), idsOf('bpmn:EndEvent')];
  if (starts.length === 0) return [{ element: process, reason: 'has no start event' }];
  if (ends.length === 0) return [{ element: process, reason: 'has no end event' }];
  const join = (kind: string, ids: readonly string[]): string => {
    if (ids.length === 1) return ids[0]!;
    let id = kind;
    while (nodes.some((node) => node.id === id)) id += '-';
    nodes.push({ id });
    for (const each of ids) edges.push(kind === 'start' ? [id, each] : [each, id]);
    return id;
  };
  const model: GraphModel = { kind: 'graph', nodes, edges, start: join('start', starts), end: join('end', ends) };
  const { unreachable, endless } = strayNodesOf(model);
  const refusals = elements.flatMap((element): Refusal[] => {
    if (unreachable.has(idOf(element))) return [{ element, reason: 'is not reached from a start event' }];
    return endless.has(idOf(element)) ? [{ element, reason: 'leads to no end event' }] : [];
  });
  return refusals.length > 0 ? refusals : model;
}

/** Of an element without an id of its own the one that was given to it: no flow leads there, but it is named. */
const idOf = (element: ModdleElement<{ id?: string }>): string => ownIdOf(element) ?? element.id!;

function nodeOf(element: Element): ModelNode {
  return isTask(element) ? { id: idOf(element), activity: element.name! } : { id: idOf(element) };
}

/** Two flows between the same two elements are one way. */
function edgesOf(process: ModdleElement<BpmnProcess>): [string, string][] {
  const pairs = elementsOf(process)
    .filter(isFlow)
    .map(({ sourceRef, targetRef }) => JSON.stringify([idOf(sourceRef!), idOf(targetRef!)]));
  return [...new Set(pairs)].map((pair) => JSON.parse(pair) as [string, string]);
}
