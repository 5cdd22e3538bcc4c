/** Text frames to a server and back. The one seam between the engine and the network. */
export interface Transport {
  onOpen: () => void;
  onText: (text: string) => void;
  onClose: () => void;
  send(text: string): void;
  close(): void;
}

export type OpenTransport = (url: string) => Transport;

/** RFC 7395 over the browser's WebSocket. */
export function webSocketTransport(url: string): Transport {
  const socket = new WebSocket(url, 'xmpp');
  const transport: Transport = {
    onOpen: () => undefined,
    onText: () => undefined,
    onClose: () => undefined,
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => socket.close(),
  };
  let closed = false;
  const ended = (): void => {
    if (closed) return;
    closed = true;
    transport.onClose();
  };
  socket.onopen = () => transport.onOpen();
  socket.onmessage = (event: MessageEvent<unknown>) => {
    if (typeof event.data === 'string') transport.onText(event.data);
    else socket.close(1003); // RFC 7395 section 3.2: only text frames
  };
  socket.onclose = ended;
  socket.onerror = ended;
  return transport;
}
