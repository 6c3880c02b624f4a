import type { Mapping } from '#capture/mapping.js';

/** What the columns of the help desk's CSV file mean, as far as its truth file knows of them. */
export const helpdeskMapping: Mapping = {
  version: 1,
  format: 'csv',
  dataset: 'helpdesk',
  process: 'helpdesk',
  zone: 'UTC',
  time: { column: 'Complete Timestamp' },
  identity: ['Case ID', 'Activity', 'Resource', 'Complete Timestamp'],
  case: 'Case ID',
  activity: 'Activity',
  type: 'ActivityRecorded',
  parties: [{ column: 'customer', kind: 'organisation', role: 'customer', side: 'customer' }],
  actor: { column: 'Resource', kind: 'person', role: 'agent', side: 'ours' },
  data: { team: { column: 'workgroup' } },
  unmapped: 'drop',
};
