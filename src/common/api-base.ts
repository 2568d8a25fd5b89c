/** What every path of the API begins with. */
export const API_BASE = '/api/v1';
