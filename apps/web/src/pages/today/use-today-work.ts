import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { TodayThing } from '#workspace/today/today-answers.js';
import { postLongWork } from '../../api/long-work.js';
import { address } from '../../api/request.js';

/** What is said of a thing: of its signals, or of the play that is recommended for it. */
export type TodayWord = 'acknowledge' | 'snooze' | 'resolve' | 'accept' | 'decline' | 'done';

const snoozeFor = '3d';
const commands = {
  acknowledge: 'AcknowledgeSignal',
  snooze: 'SnoozeSignal',
  resolve: 'ResolveSignal',
  accept: 'AcceptPlay',
  decline: 'DeclinePlay',
  done: 'DonePlay',
} as const;

/** What can be said of a thing. */
export function wordsFor({ signals, plays: [play] }: TodayThing): readonly TodayWord[] {
  return [
    ...(play === undefined
      ? []
      : play.state === 'accepted'
        ? (['done', 'decline'] as const)
        : (['accept', 'decline'] as const)),
    ...(signals.length === 0 ? [] : (['acknowledge', 'snooze', 'resolve'] as const)),
  ];
}

/** The word that a key says of a thing: the play comes first, because it is what there is to do. */
export function wordOfKey(key: string, thing: TodayThing): TodayWord | undefined {
  const wanted = { a: ['accept', 'acknowledge'], s: ['snooze'], e: ['done', 'resolve'] }[key];
  return wordsFor(thing).find((word) => wanted?.includes(word));
}

export interface TodayWorking {
  readonly say: (thing: TodayThing, word: TodayWord, reason?: string) => void;
  readonly undo: () => void;
  readonly last: { readonly thing: TodayThing; readonly word: TodayWord; readonly canUndo: boolean } | undefined;
  readonly problem: unknown;
  /** Things of which something has just been said: they are on their way out of the list. */
  readonly going: ReadonlySet<string>;
}

/** Says something of things; the list is asked for again when the server has recorded it. */
export function useTodayWork(): TodayWorking {
  const client = useQueryClient();
  const [last, setLast] = useState<TodayWorking['last']>();
  const [problem, setProblem] = useState<unknown>();
  const [going, setGoing] = useState<ReadonlySet<string>>(new Set());
  return useMemo(() => {
    const send = async (thing: TodayThing, route: string, body: object): Promise<void> => {
      setProblem(undefined);
      setGoing((before) => new Set(before).add(thing.matter));
      try {
        await post(route, body);
        await client.invalidateQueries({ queryKey: ['ledger', 'today'] });
        void client.invalidateQueries({ queryKey: ['ledger', 'signals'] });
      } catch (error) {
        setProblem(error);
        setLast(undefined);
      }
      setGoing((before) => new Set([...before].filter((matter) => matter !== thing.matter)));
    };
    return {
      say: (thing, word, reason) => {
        if (going.has(thing.matter)) return;
        const isOfSignals = word === 'acknowledge' || word === 'snooze' || word === 'resolve';
        setLast({ thing, word, canUndo: isOfSignals });
        void send(thing, commands[word], bodyOf(thing, word, reason));
      },
      undo: () => {
        if (last?.canUndo !== true) return;
        setLast(undefined);
        void send(last.thing, 'ReopenSignal', { signals: last.thing.signals });
      },
      last,
      problem,
      going,
    };
  }, [client, last, problem, going]);
}

function bodyOf(
  { signals, relationship, plays: [play] }: TodayThing,
  word: TodayWord,
  reason: string | undefined,
): object {
  if (word === 'snooze') return { signals, until: snoozeFor };
  if (word === 'acknowledge' || word === 'resolve') return { signals };
  return { relationship: relationship!.id, play: play!.play, ...(reason === undefined ? {} : { reason }) };
}

async function post(route: string, body: object): Promise<void> {
  const nothing = { onProgress: () => undefined, onLine: () => undefined };
  const work = { ...nothing, signal: new AbortController().signal };
  const json = { 'Content-Type': 'application/json' };
  await postLongWork(address(`/commands/${route}`), new Blob([JSON.stringify(body)]), json, work);
}
