/** How to make this device trust the server, when its certificate comes from the server's own authority. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t, type Key } from '../i18n';
import { Icon, Logo } from './icons';

const AUTHORITY = '/ca.crt';
const SYSTEMS = ['windows', 'mac', 'linux', 'firefox', 'android', 'iphone'] as const;

/** The system of this device, as far as the browser tells. */
function thisSystem(): (typeof SYSTEMS)[number] {
  const agent = navigator.userAgent;
  if (/iPhone|iPad/.test(agent)) return 'iphone';
  if (agent.includes('Android')) return 'android';
  if (agent.includes('Firefox')) return 'firefox';
  if (agent.includes('Windows')) return 'windows';
  return agent.includes('Mac OS') ? 'mac' : 'linux';
}

export function TrustPage(): JSX.Element {
  const [offered, setOffered] = useState<boolean | undefined>(undefined);
  useEffect(() => {
    void fetch(AUTHORITY, { method: 'HEAD', credentials: 'omit' }).then((answer) => setOffered(answer.ok), () => setOffered(false));
  }, []);
  const mine = thisSystem();
  return (
    <main class="front">
      <div class="front-card trust">
        <Logo size={64} />
        <h1>{t('trust.title')}</h1>
        <p class="front-sub">{t(offered === false ? 'trust.public' : 'trust.text')}</p>
        {offered !== false && (
          <>
            <a class="button button-primary button-wide" href={AUTHORITY} download="viavai-ca.crt"><Icon name="download" size={18} />{t('trust.download')}</a>
            {[mine, ...SYSTEMS.filter((s) => s !== mine)].map((system) => (
              <details key={system} open={system === mine}>
                <summary>{t(`trust.${system}` as Key)}</summary>
                <p>{t(`trust.${system}How` as Key)}</p>
              </details>
            ))}
            <p class="note">{t('trust.after')}</p>
          </>
        )}
        <a class="link-button" href="/">{t('trust.back')}</a>
      </div>
    </main>
  );
}
