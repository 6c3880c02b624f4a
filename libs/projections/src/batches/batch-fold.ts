import { setImmediate } from 'node:timers/promises';
import type { Batch, KeyChange, KeyEntry, TotalStep } from '#read-store/port.js';
import type { AnyFact } from '#domain/fact.js';
import { BatchGathering } from './batch-gathering.js';
import type { BatchInput } from './batch-input.js';
import { reversed, unpackChange } from '../folding/contribution-change.js';
import { compareFacts, isOfOneInput, makesDocument } from '../folding/fold.js';
import { foldInTurns, packSteps, weightOf } from './fold-turns.js';
import type { FoldedKey, FoldRequest } from '../folding/fold.js';
import { keyChangeOf, sameBytes } from '../folding/key-change.js';
import type { KeyFact } from '../folding/key-fold.js';
import { behind, readFactsOfKeys, readKeyFacts } from '../folding/key-facts.js';
import { Pauses } from '../calls/pauses.js';
import { resumptionOf } from '../folding/resumption.js';
import type { Resumption } from '../folding/resumption.js';
import { SignalTransitions } from '../signals/signal-transitions.js';
import type { TouchedKey } from '../folding/touched-keys.js';

/** What a batch of events brings to a build. */
export interface FoldedBatch {
  readonly changes: Batch;
  /** Facts that were folded once more, because late ones came before them. */
  readonly refolded: number;
  /** Keys and steps that change. */
  readonly weight: number;
}

/** A key with what is stored of it, and where its fold goes on. */
interface KeyToFold {
  readonly touched: TouchedKey;
  readonly entry: KeyEntry | undefined;
  readonly resumption: Resumption;
}

/**
 * Folds events into a build, and gives all that they change, ready to be committed. Facts behind the last one of
 * their key are folded into what is stored. A late one makes its key be folded again, from the last snapshot before it,
 * out of the mirror's index, once, however many late facts the batch holds.
 */
export async function foldBatch(input: BatchInput): Promise<FoldedBatch> {
  const fold = new BatchFold(input);
  await fold.gather();
  await fold.foldKeys();
  // The commit that follows takes its time too.
  await setImmediate();
  return fold.result();
}

class BatchFold {
  private readonly pauses = new Pauses();
  private readonly gathering: BatchGathering;
  private readonly keys: KeyChange[] = [];
  private readonly transitions: SignalTransitions;
  private refolded = 0;

  constructor(private readonly input: BatchInput) {
    this.gathering = new BatchGathering(input, this.pauses);
    this.transitions = new SignalTransitions(input);
  }

  async gather(): Promise<void> {
    await this.gathering.gather();
  }

  async foldKeys(): Promise<void> {
    const { projection, build, to } = this.input;
    const wanted = this.gathering.touched.values();
    const toFold = build.read((snapshot) =>
      wanted.flatMap((touched): KeyToFold[] => {
        const entry = snapshot.entry(touched.key);
        touched.facts.sort((a, b) => compareFacts(projection, a.fact, b.fact));
        if (entry === undefined && touched.isDue && touched.facts.length === 0 && touched.from === undefined) return [];
        if (this.isBehindFault(touched, entry)) return [];
        return [{ touched, entry, resumption: resumptionOf(projection, touched, entry, snapshot) }];
      }),
    );
    const reading: KeyToFold[] = [];
    for (const key of toFold) {
      if (key.resumption.reads) reading.push(key);
      else await this.fold(key, behind(key.touched.facts));
    }
    for (const group of groupByValue(reading)) {
      const { value } = group[0]!.touched;
      const together =
        group.length === 1
          ? undefined
          : readFactsOfKeys(this.input, value, new Set(group.map(({ touched }) => touched.key)), to);
      for (const key of group) await this.fold(key, this.factsBehind(key, together?.get(key.touched.key)));
    }
  }

  result(): FoldedBatch {
    const { from, to, due } = this.input;
    const changes = {
      slots: [...this.gathering.slots].map((slot) => ({ slot, from: from[slot]!, to })),
      keys: this.keys,
      cells: this.gathering.cells.toList(),
      waiting: { added: this.gathering.added, due },
      transitions: this.transitions.inOrder(),
    };
    return { changes, refolded: this.refolded, weight: weightOf(this.keys) };
  }

  private async fold({ touched, entry, resumption }: KeyToFold, read: FoldRequest['read']): Promise<void> {
    const { projection, timeline, to } = this.input;
    const { from, reads } = resumption;
    this.input.watch?.atKey(touched.key, from?.place.sequence ?? firstOf(read)?.sequence ?? 0);
    if (reads && from === undefined && !makesDocument(projection, read())) {
      this.remove(touched, entry);
      return;
    }
    const folded = await foldInTurns(
      {
        projection,
        timeline,
        read,
        horizon: to.horizon,
        counting: touched.counting || entry?.quarantine !== undefined,
        ...(from === undefined ? {} : { from }),
      },
      this.pauses,
      this.input.watch,
    );
    this.keep(touched, entry, folded, resumption);
    if (reads) this.refolded += folded.folded;
    if (this.pauses.isDue(folded.folded + 1)) await this.pauses.pause();
  }

  private factsBehind({ touched, resumption }: KeyToFold, read?: readonly KeyFact[]): FoldRequest['read'] {
    const { projection, to } = this.input;
    const place = resumption.from?.place;
    // In the order of the ledger all are read before the first can be given.
    const all =
      read ?? (projection.order === 'recorded' ? [...readKeyFacts(this.input, touched, to, place)] : undefined);
    if (all === undefined) return (after) => readKeyFacts(this.input, touched, to, after ?? place);
    return behind(place === undefined ? all : all.filter(({ fact }) => compareFacts(projection, fact, place) > 0));
  }

  /** Behind an input that cannot be folded nothing is folded: what comes there changes nothing, however much it is. */
  private isBehindFault({ facts, from }: TouchedKey, entry: KeyEntry | undefined): boolean {
    const quarantine = entry?.quarantine;
    if (quarantine?.place === undefined || !isOfOneInput(quarantine)) return false;
    const first = from ?? facts[0]?.fact;
    if (first === undefined) return true;
    const { projection } = this.input;
    const earliest =
      facts[0] !== undefined && compareFacts(projection, facts[0].fact, first) < 0 ? facts[0].fact : first;
    return compareFacts(projection, earliest, quarantine.place) > 0;
  }

  private keep(touched: TouchedKey, before: KeyEntry | undefined, folded: FoldedKey, resumption: Resumption): void {
    const { outdatedFrom } = resumption;
    const { cells } = this.gathering;
    const added = packSteps(folded.totalChanges);
    const outdated =
      outdatedFrom === undefined
        ? []
        : this.input.build.read((snapshot) => snapshot.totalSteps(touched.key, outdatedFrom));
    // A late fact leaves most steps as they were: what comes again is neither taken out nor put in.
    const { begin, end } = sameEnds(outdated, added);
    for (const { time, change } of outdated.slice(begin, outdated.length - end))
      cells.add(time, reversed(unpackChange(change)));
    for (const { time, change } of folded.totalChanges.slice(begin, added.length - end)) cells.add(time, change);
    const steps = { keep: (outdatedFrom ?? folded.from?.totalSteps ?? 0) + begin, added: added.slice(begin) };
    const change = keyChangeOf(touched, before, folded, resumption, steps);
    if (change !== undefined) this.change(change, before);
  }

  /** No fact of it is seen any more: as if there had been none. */
  private remove({ key, slot }: TouchedKey, before: KeyEntry | undefined): void {
    if (before === undefined) return;
    const steps = this.input.build.read((snapshot) => snapshot.totalSteps(key));
    for (const { time, change } of steps) this.gathering.cells.add(time, reversed(unpackChange(change)));
    this.change({ key, slot, ...(before.dueAt === undefined ? {} : { dueBefore: before.dueAt }) }, before);
  }

  private change(change: KeyChange, before: KeyEntry | undefined): void {
    this.keys.push(change);
    this.transitions.note(change, before);
  }
}

function firstOf(read: FoldRequest['read']): AnyFact | undefined {
  for (const { fact } of read()) return fact;
  return undefined;
}

/** How many steps two lists have in common at their beginnings, and behind that at their ends. */
function sameEnds(a: readonly TotalStep[], b: readonly TotalStep[]): { readonly begin: number; readonly end: number } {
  const isSame = (x: TotalStep, y: TotalStep): boolean =>
    x.time === y.time && x.sequence === y.sequence && sameBytes(x.change, y.change);
  const most = Math.min(a.length, b.length);
  let begin = 0;
  while (begin < most && isSame(a[begin]!, b[begin]!)) begin++;
  let end = 0;
  while (end < most - begin && isSame(a[a.length - 1 - end]!, b[b.length - 1 - end]!)) end++;
  return { begin, end };
}

function groupByValue(keys: readonly KeyToFold[]): Iterable<readonly KeyToFold[]> {
  const groups = new Map<string, KeyToFold[]>();
  for (const key of keys) {
    const group = groups.get(key.touched.value);
    if (group === undefined) groups.set(key.touched.value, [key]);
    else group.push(key);
  }
  return groups.values();
}
