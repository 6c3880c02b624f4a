import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import { sendJson } from '../api/request.js';

/** Does something to one of a list. @returns the answer; undefined where it was refused, which is the problem then */
export type Change = <Answer>(method: 'POST' | 'DELETE', route: string, body?: object) => Promise<Answer | undefined>;

/** Changes a list behind a route, and asks for it again. */
export function useChange(base: string, queryKey: QueryKey): { readonly change: Change; readonly problem: unknown } {
  const client = useQueryClient();
  const [problem, setProblem] = useState<unknown>();
  const change: Change = async <Answer>(method: 'POST' | 'DELETE', route: string, body?: object) => {
    setProblem(undefined);
    try {
      const answer = await sendJson<Answer>(method, `${base}${route}`, body);
      await client.invalidateQueries({ queryKey });
      return answer;
    } catch (error) {
      setProblem(error);
      return undefined;
    }
  };
  return { change, problem };
}
