import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { TodayThing } from '#workspace/today/today-answers.js';
import type { TodayWord } from '#workspace/today/today-words.js';
import { commandsInOrder } from '../../api/commands.js';
import { commandFor, undoFor } from './today-commands.js';

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
  const [sendCommand] = useState(commandsInOrder);
  const [last, setLast] = useState<TodayWorking['last']>();
  const [problem, setProblem] = useState<unknown>();
  const [going, setGoing] = useState<ReadonlySet<string>>(new Set());
  return useMemo(() => {
    const send = async (thing: TodayThing, route: string, body: object): Promise<void> => {
      setProblem(undefined);
      setGoing((before) => new Set(before).add(thing.matter));
      try {
        await sendCommand(route, body);
        await client.invalidateQueries({ queryKey: ['ledger', 'today'] });
        void client.invalidateQueries({ queryKey: ['ledger', 'signals'] });
        void client.invalidateQueries({ queryKey: ['ledger', 'promises'] });
      } catch (error) {
        setProblem(error);
        setLast(undefined);
      }
      setGoing((before) => new Set([...before].filter((matter) => matter !== thing.matter)));
    };
    return {
      say: (thing, word, reason) => {
        if (going.has(thing.matter)) return;
        setLast({ thing, word, canUndo: undoFor(thing, word) !== undefined });
        void send(thing, ...commandFor(thing, word, reason));
      },
      undo: () => {
        const undone = last && undoFor(last.thing, last.word);
        if (last === undefined || undone === undefined) return;
        setLast(undefined);
        void send(last.thing, ...undone);
      },
      last,
      problem,
      going,
    };
  }, [client, sendCommand, last, problem, going]);
}
