import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { formText } from '../../parts/form-text.js';
import { texts } from '../../texts.js';
import { conditionName, freeConditions, kindOf, periodConditions, valueName } from './condition-words.js';
import styles from './case-filters.module.css';

const words = texts.process.filter;

/** What occurs in the cases of the process; nothing while it is asked for. */
interface Occurring {
  readonly choices: NonNullable<ProcessAnswer['choices']>;
  readonly activities: ProcessAnswer['activities'];
}

interface AddConditionProps extends Occurring {
  readonly add: (conditions: readonly string[]) => void;
}

/** One more condition: its name, then a value of those that occur. */
export function AddCondition({ choices, activities, add }: AddConditionProps) {
  const [name, setName] = useState('');
  const names = [
    ...choices.filter((one) => one.values.length > 1).map((one) => one.name),
    ...Object.keys(freeConditions),
  ];
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const conditions = conditionsIn(name, new FormData(event.currentTarget));
    if (conditions.length === 0) return;
    add(conditions);
    setName('');
  };
  return (
    <form className={styles['add']} onSubmit={submit}>
      <NativeSelect
        aria-label={words.condition}
        size="xs"
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        data={[{ value: '', label: words.add }, ...names.map((value) => ({ value, label: conditionName(value) }))]}
      />
      {name !== '' && (
        <>
          <ValueFields key={name} name={name} choices={choices} activities={activities} />
          <Button type="submit" variant="default">
            {words.apply}
          </Button>
        </>
      )}
    </form>
  );
}

/** What the fields say, as the API takes it; nothing where they are empty. */
function conditionsIn(name: string, form: FormData): readonly string[] {
  const value = formText(form, 'value');
  switch (kindOf(name)) {
    case 'period':
      return periodConditions(name as 'began' | 'ended', formText(form, 'from'), formText(form, 'to'));
    case 'flow':
      return [`${name}=${value} > ${formText(form, 'next')}`];
    default:
      return value === '' ? [] : [`${name}=${value}`];
  }
}

function ValueFields({ name, choices, activities }: Occurring & { readonly name: string }) {
  const names = activities.map(({ activity }) => activity);
  switch (kindOf(name)) {
    case 'activity':
      return <NativeSelect aria-label={words.activity} name="value" size="xs" data={names} />;
    case 'flow':
      return (
        <>
          <NativeSelect aria-label={words.activity} name="value" size="xs" data={names} />
          <span aria-hidden="true">→</span>
          <NativeSelect aria-label={words.next} name="next" size="xs" data={names} />
        </>
      );
    case 'period':
      return (
        <>
          <TextInput aria-label={words.from} name="from" type="date" size="xs" />
          <span aria-hidden="true">–</span>
          <TextInput aria-label={words.to} name="to" type="date" size="xs" />
        </>
      );
    case 'length':
      return <TextInput aria-label={words.length} name="value" size="xs" placeholder={words.lengthHint} />;
    case 'value': {
      const of = choices.find((one) => one.name === name);
      return (
        <NativeSelect
          aria-label={words.value}
          name="value"
          size="xs"
          data={(of?.values ?? []).map((value) => ({ value, label: valueName(name, value) }))}
        />
      );
    }
  }
}
