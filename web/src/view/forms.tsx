/** Data forms (XEP-0004) and ad-hoc commands (XEP-0050), drawn from what the other side describes. */
import type { JSX } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { t, type Key } from '../i18n';
import { ActionError, type Answers, type Command, type CommandAction, type CommandStep } from '../model/actions';
import type { Field, Form } from '../xmpp/forms';
import { explain, useSession } from './context';
import { CopyLine } from './copy';
import { Dialog, Empty, Spinner, Switch } from './dialog';
import { dateAndTime } from './format';

export function initialAnswers(form: Form | undefined): Answers {
  return Object.fromEntries((form?.fields ?? []).filter((f) => f.name !== '').map((f) => [f.name, f.values]));
}

/** The names of required fields without a value. */
export function missing(form: Form, answers: Answers): string[] {
  return form.fields.filter((f) => f.required && (answers[f.name] ?? []).every((v) => v.trim() === '')).map((f) => f.name);
}

export function FormView({ form, answers, onChange }: { form: Form; answers: Answers; onChange: (answers: Answers) => void }): JSX.Element {
  const readonly = form.type === 'result';
  const set = (name: string, values: readonly string[]): void => onChange({ ...answers, [name]: values });
  return (
    <div class="form">
      {form.instructions.map((text, i) => <p key={i} class="note">{text}</p>)}
      {form.fields.map((field, i) => {
        if (field.type === 'hidden') return null;
        if (field.type === 'fixed') return <p key={i} class="form-fixed">{field.values.join('\n')}</p>;
        return readonly
          ? <ResultField key={i} field={field} />
          : <FieldView key={i} field={field} values={answers[field.name] ?? []} onChange={(values) => set(field.name, values)} />;
      })}
      {form.items.length > 0 && <ResultTable form={form} />}
    </div>
  );
}

/** A time of XEP-0082 as people write it; anything else as it is. */
function told(value: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(value) ? dateAndTime(Date.parse(value)) : value;
}

function ResultField({ field }: { field: Field }): JSX.Element {
  const [link = '', ...others] = field.values;
  if (others.length === 0 && /^(?:https?:\/\/|xmpp:)\S+$/.test(link)) {
    return <dl class="form-result"><dt>{field.label || field.name}</dt><dd><CopyLine text={link} label={t('invite.copy')} /></dd></dl>;
  }
  const value = field.type === 'boolean' ? t(isTrue(field.values) ? 'form.yes' : 'form.no') : field.values.map(told).join('\n');
  return <dl class="form-result"><dt>{field.label || field.name}</dt><dd>{value}</dd></dl>;
}

function ResultTable({ form }: { form: Form }): JSX.Element {
  const columns = form.reported.length > 0 ? form.reported : form.items[0] ?? [];
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={form.title || t('form.table')}>
      <table>
        <thead><tr>{columns.map((c) => <th key={c.name} scope="col">{c.label || c.name}</th>)}</tr></thead>
        <tbody>{form.items.map((row, i) => (
          <tr key={i}>{columns.map((c) => <td key={c.name}>{row.find((f) => f.name === c.name)?.values.map(told).join(', ') ?? ''}</td>)}</tr>
        ))}</tbody>
      </table>
    </div>
  );
}

function isTrue(values: readonly string[]): boolean {
  return values[0] === '1' || values[0] === 'true';
}

function FieldView({ field, values, onChange }: { field: Field; values: readonly string[]; onChange: (values: readonly string[]) => void }): JSX.Element {
  const id = useId();
  const label = field.label || field.name;
  const note = field.description;
  const described = note ? { 'aria-describedby': `${id}-note` } : {};
  if (field.type === 'boolean') return <Switch label={label} {...(note && { note })} checked={isTrue(values)} onChange={(on) => onChange([on ? '1' : '0'])} />;
  const lines = field.type === 'text-multi' || field.type === 'jid-multi';
  return (
    <div class="field">
      <label for={id}>{label}{field.required && <span class="required"> ({t('form.required')})</span>}</label>
      {field.type === 'list-single' && (
        <select id={id} value={values[0] ?? ''} {...described} onChange={(e) => onChange([e.currentTarget.value])}>
          {!field.options.some((o) => o.value === (values[0] ?? '')) && <option value="" />}
          {field.options.map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}
        </select>
      )}
      {field.type === 'list-multi' && (
        <div id={id} role="group" aria-label={label}>
          {field.options.map((o) => (
            <label key={o.value} class="check">
              <input type="checkbox" checked={values.includes(o.value)}
                onChange={(e) => onChange(e.currentTarget.checked ? [...values, o.value] : values.filter((v) => v !== o.value))} />{o.label}
            </label>
          ))}
        </div>
      )}
      {lines && <textarea id={id} class="text-area" rows={4} value={values.join('\n')} {...described} onInput={(e) => onChange(e.currentTarget.value.split('\n'))} />}
      {(field.type === 'text-single' || field.type === 'text-private' || field.type === 'jid-single') && (
        <div class="input">
          {field.type === 'text-private'
            ? <input id={id} type="password" autoComplete="new-password" value={values[0] ?? ''} {...described} onInput={(e) => onChange([e.currentTarget.value])} />
            : <input id={id} type="text" autoComplete="off" value={values[0] ?? ''} {...described} onInput={(e) => onChange([e.currentTarget.value])} />}
        </div>
      )}
      {note && <p id={`${id}-note`} class="note">{note}</p>}
    </div>
  );
}

const LABELS = { next: 'form.next', prev: 'form.previous', complete: 'form.finish', execute: 'form.finish', cancel: 'action.cancel' } as const;

/** The nodes of XEP-0133 and XEP-0401 whose names we know in the person's language; servers speak English mostly. */
const KNOWN = new Set([
  ...['add-user', 'delete-user', 'disable-user', 'reenable-user', 'end-user-session', 'change-user-password', 'get-user-lastlogin', 'user-stats', 'get-registered-users-num',
    'get-disabled-users-num', 'get-online-users-num', 'get-active-users-num', 'get-idle-users-num', 'get-registered-users-list', 'get-disabled-users-list',
    'get-online-users-list', 'get-active-users', 'get-idle-users', 'announce', 'edit-admin'].map((n) => `http://jabber.org/protocol/admin#${n}`),
  ...['invite', 'create-account'].map((n) => `urn:xmpp:invite#${n}`),
]);

export function commandName({ node, name }: Command): string {
  return KNOWN.has(node) ? t(`command.${node.slice(node.indexOf('#') + 1)}` as Key) : name || node;
}

export function CommandDialog({ command, onClose }: { command: Command; onClose: () => void }): JSX.Element {
  const { actions } = useSession();
  const [step, setStep] = useState<CommandStep | undefined>(undefined);
  const [answers, setAnswers] = useState<Answers>({});
  const [error, setError] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(true);

  const run = async (work: Promise<CommandStep>): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      const next = await work;
      setStep(next);
      setAnswers(initialAnswers(next.form));
    } catch (problem) {
      if (!(problem instanceof ActionError)) throw problem;
      setError(explain(problem.condition, problem.text));
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => void run(actions.startCommand(command)), []);

  const act = (action: CommandAction): void => {
    if (!step) return;
    const lacking = step.form && action !== 'prev' ? missing(step.form, answers) : [];
    if (lacking.length > 0) setError(t('form.missing'));
    else void run(actions.stepCommand(step, action, answers));
  };
  const close = (): void => {
    if (step?.status === 'executing' && step.session) void actions.stepCommand(step, 'cancel', {}).catch(() => undefined);
    onClose();
  };
  const done = step !== undefined && step.status !== 'executing';
  return (
    <Dialog title={KNOWN.has(command.node) ? commandName(command) : step?.form?.title || command.name} onClose={close} {...((step?.form?.items.length ?? 0) > 0 && { look: 'wide' as const })}>
      {!step && busy && <div class="center"><Spinner /></div>}
      {step?.notes.map((n, i) => <p key={i} class={n.type === 'error' ? 'note note-error' : 'dialog-text'}>{n.text}</p>)}
      {step?.form && <FormView form={done ? { ...step.form, type: 'result' } : step.form} answers={answers} onChange={setAnswers} />}
      {done && !step.form && step.notes.length === 0 && <Empty icon="check" title={t('form.done')} />}
      {error && <p class="note note-error" role="alert">{error}</p>}
      <div class="dialog-actions">
        {done || !step ? <button type="button" class="button button-primary" onClick={close}>{t('action.close')}</button> : (
          <>
            {step.actions.includes('prev') && <button type="button" class="button" disabled={busy} onClick={() => act('prev')}>{t(LABELS.prev)}</button>}
            <button type="button" class="button" disabled={busy} onClick={close}>{t('action.cancel')}</button>
            {step.actions.filter((a) => a !== 'prev').map((a) => (
              <button key={a} type="button" class="button button-primary" disabled={busy} onClick={() => act(a)}>{t(LABELS[a])}</button>
            ))}
          </>
        )}
      </div>
    </Dialog>
  );
}
