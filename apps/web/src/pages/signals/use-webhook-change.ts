import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { webhooks } from '../../api/reads.js';
import { sendJson } from '../../api/request.js';

/** Does something to webhooks, and asks again how they are. */
export function useWebhookChange() {
  const client = useQueryClient();
  const [problem, setProblem] = useState<unknown>();
  const change = async <Answer>(
    method: 'POST' | 'DELETE',
    route: string,
    body?: object,
  ): Promise<Answer | undefined> => {
    setProblem(undefined);
    try {
      const answer = await sendJson<Answer>(method, `/webhooks${route}`, body);
      await client.invalidateQueries({ queryKey: webhooks.queryKey });
      return answer;
    } catch (error) {
      setProblem(error);
      return undefined;
    }
  };
  return { change, problem };
}
