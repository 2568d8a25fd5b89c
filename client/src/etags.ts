const KEPT = 50;

/** The last answers to reads: one that is unchanged (304) comes from here. */
export class ReadCache {
  private readonly kept = new Map<string, { etag: string; body: string }>();

  async read(user: string, request: Request, send: (request: Request) => Promise<Response>): Promise<Response> {
    if (request.method !== 'GET' || request.headers.has('If-None-Match')) return send(request);
    // Two users have the same URLs, and may have the same ETags.
    const key = `${user} ${request.url}`;
    const known = this.kept.get(key);
    if (known) request.headers.set('If-None-Match', known.etag);
    const response = await send(request);
    if (response.status === 304 && known) return new Response(known.body, { headers: response.headers });
    const etag = response.headers.get('ETag');
    if (response.ok && etag !== null) {
      this.kept.delete(key);
      this.kept.set(key, { etag, body: await response.clone().text() });
      if (this.kept.size > KEPT) this.kept.delete([...this.kept.keys()][0]!);
    }
    return response;
  }

  clear(): void {
    this.kept.clear();
  }
}
