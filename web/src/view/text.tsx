/** A message's text on the screen: always text nodes, never markup from outside. */
import type { ComponentChildren, JSX } from 'preact';
import { blocks, onlyEmoji, spans, type Block, type Span } from '../model/styling';
import { readXmppUri } from '../xmpp/registration';
import { hrefOf } from './context';

function SpanView({ span, mark }: { span: Span; mark: string | undefined }): JSX.Element {
  switch (span.kind) {
    case 'text':
      return <Marked text={span.text} mark={mark} />;
    case 'code':
      return <code>{span.text}</code>;
    case 'link': {
      const xmpp = readXmppUri(span.href);
      if (xmpp) return <a href={hrefOf({ kind: 'chats', peer: xmpp.jid.bare.toString() })}>{span.text}</a>;
      return <a href={span.href} target="_blank" rel="noopener noreferrer nofollow">{span.text}</a>;
    }
    default: {
      const children = span.children.map((s, i) => <SpanView key={i} span={s} mark={mark} />);
      if (span.kind === 'strong') return <strong>{children}</strong>;
      return span.kind === 'emphasis' ? <em>{children}</em> : <s>{children}</s>;
    }
  }
}

/** Shows where a search hit. */
function Marked({ text, mark }: { text: string; mark: string | undefined }): JSX.Element {
  if (!mark) return <>{text}</>;
  const parts: ComponentChildren[] = [];
  const lower = text.toLowerCase();
  const needle = mark.toLowerCase();
  let at = 0;
  for (let hit = lower.indexOf(needle); hit >= 0 && lower.length === text.length; hit = lower.indexOf(needle, at)) {
    parts.push(text.slice(at, hit), <mark key={hit}>{text.slice(hit, hit + needle.length)}</mark>);
    at = hit + needle.length;
  }
  parts.push(text.slice(at));
  return <>{parts}</>;
}

function BlockView({ block, mark }: { block: Block; mark: string | undefined }): JSX.Element {
  switch (block.kind) {
    case 'plain':
      return <p>{block.spans.map((s, i) => <SpanView key={i} span={s} mark={mark} />)}</p>;
    case 'pre':
      return <pre tabIndex={0}><code>{block.text}</code></pre>;
    case 'quote':
      return <blockquote>{block.children.map((b, i) => <BlockView key={i} block={b} mark={mark} />)}</blockquote>;
  }
}

export function StyledText({ text, author, mark }: { text: string; author: string; mark?: string | undefined }): JSX.Element {
  if (text.startsWith('/me ')) { // XEP-0245
    return <div class="text text-me"><p><strong>{author}</strong> <Inline text={text.slice(4)} mark={mark} /></p></div>;
  }
  const large = onlyEmoji(text);
  return <div class={large ? 'text text-large' : 'text'} dir="auto">{blocks(text).map((b, i) => <BlockView key={i} block={b} mark={mark} />)}</div>;
}

function Inline({ text, mark }: { text: string; mark: string | undefined }): JSX.Element {
  return <>{spans(text).map((s, i) => <SpanView key={i} span={s} mark={mark} />)}</>;
}
