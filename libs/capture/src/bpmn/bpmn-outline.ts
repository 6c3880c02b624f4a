import { SaxesParser } from 'saxes';
import type { SaxesTagNS } from 'saxes';
import { LedgerError } from '#core/errors.js';
import type { Violation } from '#core/errors.js';
import { limits } from '#core/limits.js';

const bpmnNamespace = 'http://www.omg.org/spec/BPMN/20100524/MODEL';

/** What of a BPMN file decides about the ways through it. */
export interface BpmnOutline {
  /** BPMN XML of it: one tag a line, no text, each element with an id that `ownIdOf` reads. */
  readonly xml: string;
  /** Of each line of `xml`, from 0: the line in the file, from 1. */
  readonly lines: readonly number[];
  /** By the ids in `xml`: the line in the file, from 1. */
  readonly lineOf: ReadonlyMap<string | undefined, number>;
  /** What is no BPMN 2.0. */
  readonly problems: readonly Violation[];
}

/**
 * What says nothing about the order of activities: how the model is drawn, who does what, data, notes, what vendors add.
 * It is passed over with all that stands in it. Ends of flows (`incoming`, `outgoing`) are said by the flows themselves.
 */
const passedOver: ReadonlySet<string> = new Set(
  [
    'documentation extensionElements extension import relationship auditing monitoring script incoming outgoing',
    'laneSet resource resourceRole performer humanPerformer potentialOwner rendering partnerEntity partnerRole',
    'textAnnotation association group category categoryValueRef supports interface supportedInterfaceRef interfaceRef',
    'dataObject dataObjectReference dataStore dataStoreReference property ioSpecification ioBinding dataInput dataOutput',
    'inputSet outputSet dataInputAssociation dataOutputAssociation message itemDefinition error escalation signal',
    'endPoint endPointRef correlationProperty correlationSubscription correlationKey participantAssociation',
    'messageFlowAssociation activationCondition completionCondition choreographyRef globalTask globalUserTask',
    'globalManualTask globalScriptTask globalBusinessRuleTask',
  ].flatMap((names) => names.split(' ')),
);

/** What is told by its name alone: what stands in it only says more of the same. */
const whole =
  /^(?:conditionExpression|\w*[eE]ventDefinition|\w+Characteristics|participantMultiplicity|(?:c|subC|callC|globalC)onversation\w*|(?:c|globalC)horeography\w*)$/;

/** Attributes that the ways depend on. */
const references = ['sourceRef', 'targetRef'];
const values = ['name', 'startQuantity', 'completionQuantity'];
const marks = ['instantiate', 'isForCompensation', 'triggeredByEvent'];

/**
 * Reads the outline of a BPMN file.
 * @param isElement whether BPMN 2.0 has an element of this name
 * @throws LedgerError `file-unreadable`, with the line, for what is no well-formed XML, has a document type or another
 * root; `limit-exceeded` for too much of it
 */
export function outlineOf(text: string, isElement: (name: string) => boolean): BpmnOutline {
  if (text.length > limits.bpmnChars) {
    throw new LedgerError('limit-exceeded', `A BPMN file may have ${limits.bpmnChars} characters: this one is longer.`);
  }
  if (text.trim() === '') throw new LedgerError('file-unreadable', 'The file is empty.');
  return new OutlineReader(text, isElement).read();
}

/** An id that the library takes for one: it knows no letters but those of English, and UUIDs begin with digits. */
function encodedId(id: string): string {
  return `x${Buffer.from(id.trim()).toString('hex')}`;
}

/** The id that an element has in the file; undefined when it has none. */
export function ownIdOf({ id }: { readonly id?: string }): string | undefined {
  return id?.startsWith('x') ? Buffer.from(id.slice(1), 'hex').toString() : undefined;
}

class OutlineReader {
  private readonly parser = new SaxesParser({ xmlns: true });
  private readonly rows: string[] = [];
  private readonly lines: number[] = [];
  private readonly lineOf = new Map<string | undefined, number>();
  private readonly problems: Violation[] = [];
  private depth = 0;
  private elements = 0;
  /** Depth within an element that is passed over. */
  private passing = 0;
  /** Where the tag that is being read begins. */
  private line = 1;

  constructor(
    private readonly text: string,
    private readonly isElement: (name: string) => boolean,
  ) {}

  read(): BpmnOutline {
    const { parser } = this;
    parser.on('error', ({ message }) => fail(`The XML is broken at line ${message}`));
    parser.on('doctype', () =>
      fail('The file has a document type (<!DOCTYPE …>), which may mean anything: it is not read.'),
    );
    parser.on('opentagstart', () => {
      // The name may end with its line, and the parser has seen that.
      this.line = parser.line - Number(/[\r\n]/.test(this.text[parser.position - 1] ?? ''));
    });
    parser.on('opentag', (tag) => this.open(tag));
    parser.on('closetag', (tag) => this.close(tag));
    parser.write(this.text).close();
    return { xml: this.rows.join('\n'), lines: this.lines, lineOf: this.lineOf, problems: this.problems };
  }

  private open(tag: SaxesTagNS): void {
    this.depth++;
    if (this.depth > limits.bpmnDepth) this.exceed(`stand deeper than ${limits.bpmnDepth} in each other`);
    if (this.depth === 1) return this.openRoot(tag);
    if (this.passing > 0 || this.isPassedOver(tag)) {
      this.passing++;
      return;
    }
    this.elements++;
    if (this.elements > limits.bpmnElements) this.exceed(`are more than ${limits.bpmnElements}`);
    const problem = this.problemOf(tag);
    if (problem !== undefined) {
      this.problem(`<${tag.name.slice(0, 100)}> ${problem}`);
      this.passing = 1;
    } else if (tag.local === 'eventDefinitionRef') this.addWhole('<eventDefinition');
    else if (whole.test(tag.local)) this.addWhole(`<${tag.local}${this.attributesOf(tag)}`);
    else this.add(`<${tag.local}${this.attributesOf(tag)}>`);
  }

  /** Of what vendors add, only what stands among the steps of a process could be one. */
  private isPassedOver({ uri, local }: SaxesTagNS): boolean {
    return uri === bpmnNamespace ? passedOver.has(local) : this.depth !== 3;
  }

  private problemOf({ uri, local }: SaxesTagNS): string | undefined {
    if (uri !== bpmnNamespace) return 'is of another vocabulary';
    if (local === 'conditionExpression' || local === 'eventDefinitionRef' || this.isElement(local)) return undefined;
    return 'is no element of BPMN 2.0';
  }

  private exceed(what: string): never {
    throw new LedgerError('limit-exceeded', `The elements of the BPMN file ${what}, at line ${this.line}.`);
  }

  private close({ local }: SaxesTagNS): void {
    this.depth--;
    if (this.passing > 0) this.passing--;
    else this.add(`</${local}>`);
  }

  private problem(message: string): void {
    this.problems.push({ field: `line ${this.line}`, message });
  }

  /** An element that is closed at once. */
  private addWhole(tag: string): void {
    this.add(`${tag}/>`);
    this.passing = 1;
  }

  private add(row: string): void {
    this.rows.push(row);
    this.lines.push(this.line);
  }

  private attributesOf({ attributes }: SaxesTagNS): string {
    const given = (name: string): string | undefined => attributes[name]?.value;
    let written = ` id="${this.idOf(given('id'))}"`;
    for (const name of references) {
      const reference = given(name);
      if (reference !== undefined) written += ` ${name}="${encodedId(reference)}"`;
    }
    for (const name of values) {
      const value = given(name);
      if (value !== undefined) written += ` ${name}="${escaped(oneLine(value))}"`;
    }
    for (const name of marks) if (/^\s*(?:true|1)\s*$/.test(given(name) ?? '')) written += ` ${name}="true"`;
    return written;
  }

  private openRoot({ name, uri, local }: SaxesTagNS): void {
    if (local === 'pnml') fail('The file is a Petri net (PNML): an expected path is read from BPMN 2.0.');
    if (uri !== bpmnNamespace || local !== 'definitions') {
      fail(`The file begins with <${name.slice(0, 40)}> instead of the <definitions> of BPMN 2.0.`);
    }
    this.add(`<definitions xmlns="${bpmnNamespace}">`);
  }

  /** An id of this element alone. */
  private idOf(given: string | undefined): string {
    let id = given === undefined ? `n${this.rows.length}` : encodedId(given);
    if (this.lineOf.has(id)) {
      this.problem(`"${given}" is the id of two elements`);
      // What is behind the digits is not read.
      id += `-${this.rows.length}`;
    }
    this.lineOf.set(id, this.line);
    return id;
  }
}

/** Names are drawn over several lines: an activity has one. */
function oneLine(text: string): string {
  const parts = text.split(/[\t\r\n\u2028\u2029]/).map((part) => part.trim());
  return parts.filter((part) => part !== '').join(' ');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function fail(sentence: string): never {
  throw new LedgerError('file-unreadable', sentence);
}
