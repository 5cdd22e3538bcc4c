/** Data forms, XEP-0004. */
import { DATA } from './ns';
import { el, type XmlElement } from './xml';

export type FieldType =
  | 'boolean' | 'fixed' | 'hidden' | 'jid-multi' | 'jid-single' | 'list-multi' | 'list-single'
  | 'text-multi' | 'text-private' | 'text-single';

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly label: string;
  readonly description: string;
  readonly required: boolean;
  readonly values: readonly string[];
  readonly options: readonly { readonly label: string; readonly value: string }[];
}

export interface Form {
  readonly type: 'form' | 'submit' | 'cancel' | 'result';
  readonly formType: string;
  readonly title: string;
  readonly instructions: readonly string[];
  readonly fields: readonly Field[];
  /** Columns and rows of a result that is a table, section 3.4. */
  readonly reported: readonly Field[];
  readonly items: readonly (readonly Field[])[];
}

const TYPES: readonly string[] = ['boolean', 'fixed', 'hidden', 'jid-multi', 'jid-single', 'list-multi', 'list-single',
  'text-multi', 'text-private', 'text-single'];

export function readForm(x: XmlElement): Form | undefined {
  if (!x.is('x', DATA)) return undefined;
  const type = x.attr('type');
  if (type !== 'form' && type !== 'submit' && type !== 'cancel' && type !== 'result') return undefined;
  const fields = x.all('field').map(readField);
  return {
    type,
    formType: fields.find((f) => f.name === 'FORM_TYPE')?.values[0] ?? '',
    title: x.textOf('title') ?? '',
    instructions: x.all('instructions').map((i) => i.text),
    fields,
    reported: x.child('reported')?.all('field').map(readField) ?? [],
    items: x.all('item').map((i) => i.all('field').map(readField)),
  };
}

function readField(field: XmlElement): Field {
  const type = field.attr('type') ?? 'text-single';
  return {
    name: field.attr('var') ?? '',
    type: (TYPES.includes(type) ? type : 'text-single') as FieldType,
    label: field.attr('label') ?? '',
    description: field.textOf('desc') ?? '',
    required: field.child('required') !== undefined,
    values: field.all('value').map((v) => v.text),
    options: field.all('option').map((o) => ({ label: o.attr('label') ?? o.textOf('value') ?? '', value: o.textOf('value') ?? '' })),
  };
}

export type Answers = Readonly<Record<string, readonly string[]>>;

/** The filled-in form: what the form asks for, section 3.2; fixed fields are not sent back. */
export function submitForm(form: Form, answers: Answers): XmlElement {
  return el('x', DATA, { type: 'submit' }, form.fields
    .filter((f) => f.name !== '' && f.type !== 'fixed')
    .map((f) => el('field', DATA, { var: f.name, type: f.type }, (answers[f.name] ?? f.values).map((v) => el('value', DATA, {}, v)))));
}

/** A form we send without having been asked, as for an archive query. */
export function form(formType: string, fields: Readonly<Record<string, string | undefined>>): XmlElement {
  const field = (name: string, value: string, type?: string): XmlElement =>
    el('field', DATA, { var: name, type }, el('value', DATA, {}, value));
  return el('x', DATA, { type: 'submit' }, field('FORM_TYPE', formType, 'hidden'),
    Object.entries(fields).map(([name, value]) => value !== undefined && field(name, value)));
}
