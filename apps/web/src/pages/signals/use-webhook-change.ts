import { webhooks } from '../../api/reads.js';
import { useChange } from '../../parts/use-change.js';

/** Does something to webhooks, and asks again how they are. */
export const useWebhookChange = () => useChange('/webhooks', webhooks.queryKey);
