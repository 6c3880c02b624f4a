import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { SignalRow, SignalWork } from '#workspace/signals/signal-answers.js';
import { postCommand } from '../../api/commands.js';
import { canBe, undoOf, workAfter, type SignalWord } from './signal-undo.js';

const commands = {
  acknowledge: 'AcknowledgeSignal',
  snooze: 'SnoozeSignal',
  resolve: 'ResolveSignal',
  reopen: 'ReopenSignal',
} as const;

/** What was said last, and how the signal stood before. */
export interface LastWord {
  readonly row: SignalRow;
  readonly word: SignalWord;
}

export interface SignalWorking {
  /** How the work on a signal stands, also before the server has answered. */
  readonly workOf: (row: SignalRow) => SignalWork;
  readonly say: (row: SignalRow, word: SignalWord) => void;
  readonly undo: () => void;
  /** Says of what was resolved last what came of it. */
  readonly note: (outcome: string) => void;
  readonly last: LastWord | undefined;
  readonly problem: unknown;
}

/**
 * Says things of signals. What is said shows at once; where the server refuses it, it is as it was, and the problem is told.
 * Words about one signal follow each other: the next is sent when the one before is answered.
 */
export function useSignalWork(): SignalWorking {
  const client = useQueryClient();
  const [shown, setShown] = useState<ReadonlyMap<string, SignalWork>>(new Map());
  const [last, setLast] = useState<LastWord>();
  const [problem, setProblem] = useState<unknown>();
  const [sending] = useState(() => new Map<string, Promise<void>>());
  return useMemo(() => {
    const workOf = (row: SignalRow): SignalWork => shown.get(row.id) ?? row.work;
    const show = (id: string, work: SignalWork | undefined): void =>
      setShown((before) => {
        const next = new Map(before);
        if (work === undefined) next.delete(id);
        else next.set(id, work);
        return next;
      });
    const send = async ({ id }: SignalRow, word: SignalWord): Promise<void> => {
      const before = sending.get(id);
      const sent = (async () => {
        await before;
        const { action, ...more } = word;
        await postCommand(commands[action], { signals: [id], ...more });
      })();
      const settled = sent.catch(() => undefined);
      sending.set(id, settled);
      try {
        await sent;
        await client.invalidateQueries({ queryKey: ['ledger', 'signals'] });
      } catch (error) {
        setProblem(error);
        setLast(undefined);
      }
      // What was said after it is shown until that is answered.
      if (sending.get(id) !== settled) return;
      sending.delete(id);
      show(id, undefined);
    };
    const say = (row: SignalRow, word: SignalWord): void => {
      const work = workOf(row);
      if (!canBe(word, work)) return;
      setProblem(undefined);
      setLast({ row: { ...row, work }, word });
      show(row.id, workAfter(word, work, Date.now()));
      void send(row, word);
    };
    return {
      workOf,
      say,
      undo: () => {
        if (last === undefined) return;
        setLast(undefined);
        setProblem(undefined);
        show(last.row.id, last.row.work);
        void send(last.row, undoOf(last.word, last.row.work));
      },
      note: (outcome) => {
        if (last === undefined) return;
        const word = { action: 'resolve', outcome } as const;
        setLast({ ...last, word });
        void send(last.row, word);
      },
      last,
      problem,
    };
  }, [client, sending, shown, last, problem]);
}
