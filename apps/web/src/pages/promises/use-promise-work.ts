import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { PromiseRow } from '#workspace/relationships/promise-answers.js';
import { commandsInOrder } from '../../api/commands.js';
import type { PromiseWord } from './promise-words.js';

export interface PromiseWorking {
  /** @param dueAt of what is renegotiated: the new due date */
  readonly say: (row: PromiseRow, word: PromiseWord, dueAt?: string) => void;
  readonly undo: () => void;
  readonly last: { readonly row: PromiseRow; readonly word: PromiseWord } | undefined;
  readonly problem: unknown;
  /** Promises of which something has just been said. */
  readonly going: ReadonlySet<string>;
}

/** Says what became of promises; the list is asked for again when the server has recorded it. */
export function usePromiseWork(): PromiseWorking {
  const client = useQueryClient();
  const [sendCommand] = useState(commandsInOrder);
  const [last, setLast] = useState<PromiseWorking['last']>();
  const [problem, setProblem] = useState<unknown>();
  const [going, setGoing] = useState<ReadonlySet<string>>(new Set());
  return useMemo(() => {
    const send = async ({ id }: PromiseRow, command: string, more: object = {}): Promise<void> => {
      setProblem(undefined);
      setGoing((before) => new Set(before).add(id));
      try {
        await sendCommand(command, { promises: [id], ...more });
        await client.invalidateQueries({ queryKey: ['ledger', 'promises'] });
        void client.invalidateQueries({ queryKey: ['ledger', 'today'] });
      } catch (error) {
        setProblem(error);
        setLast(undefined);
      }
      setGoing((before) => new Set([...before].filter((one) => one !== id)));
    };
    return {
      say: (row, word, dueAt) => {
        if (going.has(row.id)) return;
        setLast({ row, word });
        if (word === 'renegotiate') void send(row, 'RenegotiatePromises', { dueAt });
        else if (word === 'not-kept') void send(row, 'NotKeptPromises');
        else void send(row, 'KeepPromises', word === 'kept' ? {} : { by: 'customer' });
      },
      undo: () => {
        if (last === undefined) return;
        setLast(undefined);
        void send(last.row, 'UndoPromises');
      },
      last,
      problem,
      going,
    };
  }, [client, sendCommand, last, problem, going]);
}
