import type { ModdleElement } from 'bpmn-moddle';
import type {
  BpmnActivity,
  BpmnBaseElement,
  BpmnCatchEvent,
  BpmnCollaboration,
  BpmnFlowElement,
  BpmnFlowElementsContainer,
  BpmnParticipant,
  BpmnProcess,
  BpmnReceiveTask,
  BpmnSubProcess,
} from 'bpmn-moddle/types';
import { ownIdOf } from './bpmn-outline.js';

/** Something of a model that no expected path can say, or that is wrong with it. */
export interface Refusal {
  readonly element: ModdleElement<BpmnBaseElement>;
  /** What is the matter with the element, as the rest of a sentence that begins with it. */
  readonly reason: string;
}

/** Tasks of all kinds are activities. */
const tasks: ReadonlySet<string> = new Set(
  ['Task', 'UserTask', 'ServiceTask', 'SendTask', 'ReceiveTask', 'ManualTask', 'BusinessRuleTask', 'ScriptTask'].map(
    (name) => `bpmn:${name}`,
  ),
);

export const isTask = ({ $type }: ModdleElement): boolean => tasks.has($type);

const notRead = 'is not read';

/** Everything in a root element, a process or a collaboration, that is of a kind that is not read. */
export function refusalsOf(root: ModdleElement<BpmnBaseElement>): Refusal[] {
  if (root.$type === 'bpmn:Process') return refusalsInProcess(root);
  if (root.$type === 'bpmn:Collaboration') return refusalsInCollaboration(root);
  // Other root elements are definitions of events, which something else would have to use.
  return root.$type.endsWith('EventDefinition') ? [] : [{ element: root, reason: notRead }];
}

function refusalsInProcess(process: ModdleElement<BpmnProcess>): Refusal[] {
  const refusals: Refusal[] = [];
  const inner: ModdleElement<BpmnFlowElement>[] = (process.flowElements ?? []).toReversed();
  // In the order of the file, sub-processes and what is in them too.
  for (let element = inner.pop(); element !== undefined; element = inner.pop()) {
    const reason = reasonAgainst(element);
    if (reason !== undefined) refusals.push({ element, reason });
    const { flowElements = [] } = element as unknown as BpmnFlowElementsContainer;
    inner.push(...flowElements.toReversed());
  }
  return refusals;
}

function refusalsInCollaboration(collaboration: ModdleElement<BpmnCollaboration>): Refusal[] {
  const { participants = [], messageFlows = [], conversations = [], conversationLinks = [] } = collaboration;
  const several = participants.filter(({ participantMultiplicity }) => participantMultiplicity !== undefined);
  return [
    ...several.map((element: ModdleElement<BpmnParticipant>) => ({
      element,
      reason: 'stands for several participants',
    })),
    ...[...messageFlows, ...conversations, ...conversationLinks].map((element) => ({ element, reason: notRead })),
  ];
}

function reasonAgainst(element: ModdleElement<BpmnFlowElement>): string | undefined {
  switch (element.$type) {
    case 'bpmn:SequenceFlow':
    case 'bpmn:ExclusiveGateway':
      return undefined;
    case 'bpmn:StartEvent':
    case 'bpmn:EndEvent':
      return triggersOf(element).length === 0 ? undefined : notRead;
    default:
      return isTask(element) ? reasonAgainstTask(element) : notRead;
  }
}

function reasonAgainstTask(task: ModdleElement<BpmnActivity>): string | undefined {
  const { loopCharacteristics, isForCompensation, startQuantity = 1, completionQuantity = 1 } = task;
  if (loopCharacteristics?.$type === 'bpmn:StandardLoopCharacteristics') return 'has a loop marker';
  if (loopCharacteristics !== undefined) return 'has a multi-instance marker';
  if (isForCompensation) return 'is a compensation';
  if (startQuantity !== 1 || completionQuantity !== 1) return 'takes or gives several tokens';
  if ((task as unknown as BpmnReceiveTask).instantiate) return 'begins the process';
  return undefined;
}

function triggersOf(event: ModdleElement): string[] {
  const { eventDefinitions = [] } = event as unknown as BpmnCatchEvent;
  return eventDefinitions.map(({ $type }) => $type.replace(/^bpmn:|EventDefinition$/g, '').toLowerCase());
}

/** `parallel gateway "Split" (gateway_1)`: the kind of an element, its name and its id as far as it has them. */
export function nameOf(element: ModdleElement<BpmnBaseElement>): string {
  const { name } = element as unknown as BpmnFlowElement;
  const id = ownIdOf(element);
  const parts = [kindOf(element), name && `"${name.slice(0, 100)}"`, id && `(${id.slice(0, 100)})`];
  return parts.filter(Boolean).join(' ');
}

const kinds: Readonly<Record<string, string>> = {
  'bpmn:EventBasedGateway': 'event-based gateway',
  'bpmn:SubProcess': 'sub-process',
  'bpmn:AdHocSubProcess': 'ad-hoc sub-process',
  'bpmn:Participant': 'pool',
};

function kindOf(element: ModdleElement): string {
  const { $type } = element;
  if ($type === 'bpmn:SubProcess' && (element as unknown as BpmnSubProcess).triggeredByEvent)
    return 'event sub-process';
  const kind =
    kinds[$type] ??
    $type
      .replace('bpmn:', '')
      .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
      .toLowerCase();
  if (!$type.endsWith('Event')) return kind;
  const triggers = triggersOf(element);
  if (triggers.length > 1) return `multiple ${kind}`;
  // An event whose trigger is defined elsewhere has one without a name.
  return triggers[0] === '' ? `triggered ${kind}` : [...triggers, kind].join(' ');
}
