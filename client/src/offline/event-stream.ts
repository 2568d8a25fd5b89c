export interface StreamEvent {
  event?: string;
  data?: string;
  /** Milliseconds. */
  retry?: string;
}

/** Server-sent events. `onData` is called for comments too. */
export async function* eventsOf(body: ReadableStream<Uint8Array>, onData: () => void): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onData();
    const blocks = (text + decoder.decode(value, { stream: true })).split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks)
      yield Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s, 2))) as StreamEvent;
  }
}
