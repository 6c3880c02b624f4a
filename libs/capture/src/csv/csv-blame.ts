import type { Violation } from '#core/errors.js';
import type { Mapping, PartyColumn } from '../mapping.js';
import type { DraftReading } from '../reading.js';
import { blameField } from '../refusals.js';
import type { Blame, Blamed } from '../refusals.js';
import { cellOf } from './cells.js';

/** Says of a row that is refused which of its columns is to blame: the way from cells to a draft, back again. */
export function csvBlame(mapping: Mapping, columns: readonly string[]): Blame {
  return (violation, reading) => {
    const cells = Array.isArray(reading.raw) ? (reading.raw as readonly string[]) : [];
    return new RowBlame(mapping, (column) => cellOf(column, columns)(cells) === undefined).of(violation, reading);
  };
}

class RowBlame {
  constructor(
    private readonly mapping: Mapping,
    private readonly isBlank: (column: string) => boolean,
  ) {}

  of(violation: Violation, reading: DraftReading): Blamed {
    const { field, message } = violation;
    if (field === 'parties') return this.nobody() ?? blameField(violation, reading);
    const column = this.columnOf(field, reading);
    if (column === undefined) return blameField(violation, reading);
    // Messages about data name the field of the vocabulary themselves.
    const colon = field.startsWith('data.') ? ':' : '';
    return { column, reason: `the column "${column}"${colon} ${message}` };
  }

  /** Parties are missing where their cells are blank. */
  private nobody(): Blamed | undefined {
    const blank = (this.mapping.parties ?? []).filter((party) => !this.isThere(party)).map(({ column }) => column);
    if (blank.length === 0) return undefined;
    const names = blank.map((column) => `"${column}"`).join(' and ');
    const reason = blank.length === 1 ? `the column ${names} is empty` : `the columns ${names} are empty`;
    return { column: blank[0], reason };
  }

  private columnOf(field: string, { draft }: DraftReading): string | undefined {
    const { mapping } = this;
    const [name = '', part = '', ...rest] = field.split('.');
    switch (name) {
      case 'occurredAt':
        return (draft.part === 'complete' ? mapping.endTime : mapping.time)?.column;
      case 'sourceRecordedAt':
        return mapping.sourceRecordedAt?.column;
      case 'externalId':
        return mapping.id;
      case 'identity':
        return mapping.identity?.[Number(part)];
      case 'matter':
      case 'thread':
        return mapping[name];
      case 'process':
        return part === 'case' || part === 'activity' || part === 'lifecycle' ? mapping[part] : undefined;
      case 'references':
      case 'data': {
        const rule = mapping.data?.[part];
        return rule !== undefined && 'column' in rule ? rule.column : undefined;
      }
      case 'personal':
        return this.personalColumn(part, rest.join('.'));
      case 'actor':
        return this.partyColumn(mapping.actor, [part, ...rest]);
      case 'parties':
        return this.partyColumn(this.partyAt(Number(part)), rest);
      default:
        return undefined;
    }
  }

  private personalColumn(part: string, rest: string): string | undefined {
    if (part === 'externalId') return this.mapping.id;
    return part === 'unmapped' ? rest || undefined : this.mapping.personal?.[part];
  }

  /** A draft holds the parties whose cells are not blank, and who acted behind them. */
  private partyAt(index: number): PartyColumn | undefined {
    return (this.mapping.parties ?? []).filter((party) => this.isThere(party))[index] ?? this.mapping.actor;
  }

  private partyColumn(party: PartyColumn | undefined, [part, index]: readonly string[]): string | undefined {
    if (party === undefined || part === 'name') return party?.name;
    return this.identifiersOf(party)[Number(index)] ?? party.column;
  }

  private isThere(party: PartyColumn): boolean {
    return this.identifiersOf(party).length > 0;
  }

  private identifiersOf(party: PartyColumn): string[] {
    return [party, ...(party.also ?? [])].map(({ column }) => column).filter((column) => !this.isBlank(column));
  }
}
