import { SaxesParser } from 'saxes';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { attributeTags } from './xes-attributes.js';
import type { XesAttribute } from './xes-attributes.js';

export interface XesEvent {
  readonly line: number;
  /** Characters of its attributes. */
  chars: number;
  readonly attributes: XesAttribute[];
}

export interface XesTrace {
  readonly attributes: XesAttribute[];
  readonly events: XesEvent[];
  /** Whether it holds the events after the first `limits.traceEvents` of a very long trace. */
  readonly isContinued: boolean;
}

/** Beyond it the events of a trace are given before it ends, as beyond `limits.traceEvents`. */
const traceCharsMax = 4 * 1024 * 1024;

/**
 * Takes the traces out of a XES document as its text comes. Extensions, globals, classifiers and attributes of the log
 * itself say nothing about an event and are passed over: a default of `global` is a promise about the log, not a value.
 */
export class XesParser {
  private readonly parser = new SaxesParser();
  private traces: XesTrace[] = [];
  private trace: XesTrace | undefined;
  private event: XesEvent | undefined;
  /** Attributes that are open, innermost last. */
  private readonly open: XesAttribute[] = [];
  /** Depth within an element that is passed over. */
  private passing = 0;
  private isLog = false;
  private failure: LedgerError | undefined;
  /** Characters since the last tag: an attribute that never ends must not fill the memory. */
  private chars = 0;
  private traceChars = 0;

  constructor() {
    this.parser.on('opentag', ({ name, attributes }) => this.begin(name, attributes as Record<string, string>));
    this.parser.on('closetag', ({ name }) => this.end(name));
    this.parser.on('error', (error) => {
      // saxes goes on after an error; the first one is what is wrong.
      this.failure ??= new LedgerError('file-unreadable', `The XML is broken at line ${error.message}`);
    });
  }

  /** @returns the traces that end in this text @throws LedgerError `file-unreadable`, naming the line */
  write(text: string): readonly XesTrace[] {
    this.chars += text.length;
    this.parser.write(text);
    if (this.chars > 4 * limits.rowBytes) this.fail(`has a tag or text of more than ${4 * limits.rowBytes} characters`);
    return this.taken();
  }

  /** The end of the document. @throws LedgerError `file-unreadable` when it is cut off */
  close(): readonly XesTrace[] {
    if (this.failure === undefined) this.parser.close();
    return this.taken();
  }

  /** What is wrong, once the traces that were whole have been taken. */
  get error(): LedgerError | undefined {
    return this.failure;
  }

  private taken(): readonly XesTrace[] {
    const { traces } = this;
    this.traces = [];
    return traces;
  }

  private fail(what: string): void {
    this.failure ??= new LedgerError('file-unreadable', `The XES log ${what}, at line ${this.parser.line}`);
  }

  private begin(qualified: string, attributes: Record<string, string>): void {
    this.chars = 0;
    if (this.failure !== undefined) return;
    const name = qualified.includes(':') ? qualified.slice(qualified.indexOf(':') + 1) : qualified;
    if (this.passing > 0) this.passing++;
    else if (attributeTags.has(name)) this.beginAttribute(name, attributes);
    else if (!this.isLog) this.beginLog(name);
    else if (name === 'event' && this.trace !== undefined && this.event === undefined) this.beginEvent();
    else if (name === 'trace' && this.trace === undefined)
      this.trace = { attributes: [], events: [], isContinued: false };
    // The items of a list stand within <values>.
    else if (name !== 'values' || this.open.length === 0) this.passing = 1;
  }

  private beginLog(name: string): void {
    if (name !== 'log') this.fail(`begins with <${name.slice(0, 40)}> instead of <log>`);
    this.isLog = true;
  }

  private beginEvent(): void {
    this.event = { line: this.parser.line, chars: 0, attributes: [] };
  }

  private beginAttribute(tag: string, attributes: Record<string, string>): void {
    if (this.trace === undefined) {
      this.passing = 1;
      return;
    }
    if (this.open.length >= limits.jsonDepth) this.fail(`nests attributes deeper than ${limits.jsonDepth} levels`);
    const { key = '', value = '' } = attributes;
    this.open.push({ tag, key, value, children: undefined });
    if (this.event !== undefined) this.event.chars += key.length + value.length;
  }

  private end(qualified: string): void {
    this.chars = 0;
    if (this.failure !== undefined) return;
    const name = qualified.includes(':') ? qualified.slice(qualified.indexOf(':') + 1) : qualified;
    if (this.passing > 0) this.passing--;
    else if (this.open.length > 0) {
      if (name !== 'values') this.endAttribute();
    } else if (name === 'event') this.endEvent();
    else if (name === 'trace') this.endTrace();
  }

  private endAttribute(): void {
    const attribute = this.open.pop()!;
    const outer = this.open.at(-1);
    if (outer !== undefined) (outer.children ??= []).push(attribute);
    else (this.event ?? this.trace!).attributes.push(attribute);
  }

  private endEvent(): void {
    this.trace!.events.push(this.event!);
    this.traceChars += this.event!.chars;
    this.event = undefined;
    if (this.trace!.events.length < limits.traceEvents && this.traceChars < traceCharsMax) return;
    // A trace without end must not fill the memory: what it is called is known by now, or its events are refused.
    this.traces.push(this.trace!);
    this.trace = { attributes: this.trace!.attributes, events: [], isContinued: true };
    this.traceChars = 0;
  }

  private endTrace(): void {
    this.traces.push(this.trace!);
    this.trace = undefined;
    this.traceChars = 0;
  }
}
