import type { Fact } from '#domain/fact.js';
import type { EventTypes } from '#domain/vocabulary.js';
import { sayState, type SaidState } from '#measures/process/case-state.js';
import {
  attributeNames,
  noValue,
  type CaseAttribute,
  type CaseCustomer,
  type CaseOutcome,
  type CaseWorth,
  type ProcessCase,
} from '#measures/process/process-case.js';
import { addStep, emptyTrace, type Trace } from '#measures/process/trace.js';
import { addTransition, noUnfinishedWork, takeStart, type UnfinishedWork } from '#measures/process/unfinished-work.js';
import { emptyVariant, variantAfter } from '#measures/process/variants.js';

/** One case, as `process-flow` keeps it. */
export interface CaseDocument extends ProcessCase {
  process: string;
  readonly trace: Trace;
  variant: string;
  readonly said: SaidState[];
  readonly outcomes: CaseOutcome[];
  readonly attributes: CaseAttribute[];
  readonly worths: CaseWorth[];
  readonly customers: CaseCustomer[];
  readonly work: UnfinishedWork;
  /** Facts of the case that are no steps, because they are of another lifecycle transition. */
  others: number;
}

export function noCase(): CaseDocument {
  return {
    process: '',
    trace: emptyTrace(),
    variant: emptyVariant,
    said: [],
    outcomes: [],
    attributes: [],
    worths: [],
    customers: [],
    work: noUnfinishedWork(),
    others: 0,
  };
}

/** Takes in the next fact of a case, in fold order. */
export function addFact(doc: CaseDocument, event: Fact): void {
  const { process } = event;
  if (process === undefined) return;
  doc.process = process.definition;
  sayState(doc.said, event, doc.trace.steps.length + Number(process.lifecycle === 'complete'));
  addSaid(doc, event);
  addCustomers(doc, event);
  const { activity, lifecycle } = process;
  if (lifecycle !== 'complete') {
    doc.others++;
    addTransition(doc.work, activity, lifecycle, event.occurredAt);
    return;
  }
  addStep(doc.trace, activity, event.occurredAt, takeStart(doc.work, activity));
  doc.variant = variantAfter(doc.variant, activity);
}

/** Values of one name that a case keeps; what changes more often is a measurement: from then on there is none. */
const changesMax = 50;

function addSaid(doc: CaseDocument, event: Fact): void {
  const data = event.data as Readonly<Record<string, unknown>>;
  for (const name of attributeNames) {
    const value = data[name];
    if (typeof value === 'string') setAttribute(doc.attributes, name, value, event.occurredAt);
  }
  if (event.type === 'StageEntered') {
    const { value, currency } = event.data as EventTypes['StageEntered'];
    if (value !== undefined && currency !== undefined) setWorth(doc.worths, value, currency, event.occurredAt);
  }
  if (event.type === 'StageLeft') {
    const { outcome } = event.data as EventTypes['StageLeft'];
    if (outcome === 'won' || outcome === 'lost' || outcome === 'abandoned')
      doc.outcomes.push({ outcome, reason: event.reasonCode ?? null, since: event.occurredAt });
  }
}

function setAttribute(attributes: CaseAttribute[], name: string, value: string, since: number): void {
  let changes = 0;
  let last: string | undefined;
  for (const attribute of attributes) {
    if (attribute.name !== name) continue;
    changes++;
    last = attribute.value;
  }
  if (last === value || changes > changesMax) return;
  attributes.push({ name, value: changes === changesMax ? noValue : value, since });
}

function setWorth(worths: CaseWorth[], amount: number, currency: string, since: number): void {
  const last = worths.at(-1);
  if (last?.amount === amount && last.currency === currency) return;
  if (worths.length < changesMax) worths.push({ amount, currency, since });
}

/** Beyond so many a case is nobody's in particular. */
const customersMax = 100;

function addCustomers({ customers }: CaseDocument, event: Fact): void {
  const add = (id: string): void => {
    if (customers.length >= customersMax || customers.some((customer) => customer.id === id)) return;
    customers.push({ id, since: event.occurredAt });
  };
  // As facts belong to relationships: to those that they name, else to the customer's side.
  if (event.relationships.length > 0) for (const id of event.relationships) add(id);
  else for (const { id, side } of event.parties) if (side === 'customer') add(id);
}
