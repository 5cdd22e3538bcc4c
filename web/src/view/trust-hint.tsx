/** A line that leads to the page about trust, while the browser does not trust the server. */
import type { JSX } from 'preact';
import { t } from '../i18n';
import { untrusted } from '../model/trust';

export const TRUST_PATH = '/trust';

export function TrustHint(): JSX.Element | null {
  return untrusted.value ? <p class="note">{t('trust.hint')} <a href={TRUST_PATH}>{t('trust.action')}</a></p> : null;
}
