import { NativeSelect, TextInput } from '@mantine/core';
import { texts } from '../../texts.js';
import {
  choicesOf,
  isUndecided,
  mappingFields,
  withField,
  type Mapping,
  type MappingField,
  type Offered,
} from './mapping-form.js';
import { timeFormatText } from './time-format-text.js';
import styles from './imports.module.css';

const words = texts.imports;

interface MappingFieldsProps {
  readonly mapping: Mapping;
  readonly offered: Offered;
  readonly change: (mapping: Mapping) => void;
}

/** The form of a mapping: what there is to choose from is chosen, not typed. */
export function MappingFields({ mapping, offered, change }: MappingFieldsProps) {
  return (
    <div className={styles['fields']}>
      {mappingFields(mapping).map((field) => {
        const choices = choicesOf(field, offered);
        const shared = {
          label: labelOf(field),
          description: words.fieldHints[field.path],
          value: field.value,
          onChange: ({ currentTarget: { value } }: { readonly currentTarget: { readonly value: string } }) =>
            change(withField(mapping, { ...field, value })),
        };
        return choices ? (
          <NativeSelect
            key={field.path}
            {...shared}
            error={isUndecided(field) && words.undecided}
            data={choices.map((value) => ({ value, label: choiceLabel(field.path, value) }))}
          />
        ) : (
          <TextInput key={field.path} {...shared} />
        );
      })}
    </div>
  );
}

function choiceLabel(path: string, value: string): string {
  if (path === 'unmapped') return words.unmapped[value] ?? value;
  if (isUndecided({ path, value })) return words.undecidedChoice;
  if (path === 'time.format') return timeFormatText(value);
  return value === '' ? words.noColumn : value;
}

function labelOf({ path, role }: MappingField): string {
  return role === undefined ? (words.fields[path] ?? path) : words.partyColumn(role);
}
