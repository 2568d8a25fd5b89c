export interface paths {
    "/api/v1/{user_id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your tasks
         * @description Newest first unless `sort` says otherwise. To poll, send the `ETag` back in `If-None-Match`: an unchanged list costs next to nothing.
         */
        get: operations["listTasks"];
        put?: never;
        /**
         * Create a task
         * @description The server makes the id. To create under an id of your own, use PUT with `If-None-Match: *`.
         */
        post: operations["createTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{user_id}/tasks/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changed since you last asked
         * @description Without a cursor everything, then page by page what was written since, deletions too, in the order of `version`. Ask again with `next_cursor`, at once while `has_more`. A cursor is good for 90 days from when you last knew everything.
         */
        get: operations["listTaskChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{user_id}/tasks/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Hear of changes as they happen
         * @description Server-sent events: `change` with the number of the last write, the first one at once. Ask `/tasks/changes` what it was. Before it closes: `end` with a `reason` (`token_expired`, `session_ended`, `replaced` by a newer stream, `shutdown`). No token goes into the URL: use a client that streams `fetch`, or the cookie.
         */
        get: operations["streamTaskEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{user_id}/tasks/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write several tasks at once
         * @description Up to 100 operations in one transaction, in their order. `atomic`: all happen, or none; a fault points at its operation, such as `/operations/3/data/title`. `independent`: each for itself, always 207. Each may be sent again at any age: what has happened already is left as it is. Only a `create` without an `id` needs an `Idempotency-Key` for that.
         */
        post: operations["batchTasks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{user_id}/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a task
         * @description One of your own tasks.
         */
        get: operations["getTask"];
        /**
         * Replace a task, or create one under your own id
         * @description Fields that are absent get their default, but a task that keeps its parent keeps its `position` too. Read-only fields may be present if they are as stored; else 422. With `If-None-Match: *` it creates, and fails if you have the id already, in the trash too; `id`, `user_id` and `deleted_at` are then compared, `created_at` and `completed_at` kept, and `version` and `updated_at` made anew, so that an exported task can be given back.
         */
        put: operations["replaceTask"];
        post?: never;
        /**
         * Delete a task
         * @description Moves the task into the trash with all that is beneath it, each with a `version` of its own. It can come back for 30 days. `If-Match` is about the task alone.
         */
        delete: operations["deleteTask"];
        options?: never;
        head?: never;
        /**
         * Change a task
         * @description A JSON merge patch (RFC 7396): fields that are absent stay, `null` clears, and so does a name in `clear`. Read-only fields may be present if they are as stored; else 422.
         */
        patch: operations["updateTask"];
        trace?: never;
    };
    "/api/v1/{user_id}/tasks/{id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move a task
         * @description To a place beneath another parent, or to another place beneath the one that it has: before or after a task there, or to the end. What is beneath it comes along. For clients that do not make a `position` of their own. Where there is no room between two tasks, those after them are written too, with a `position` and a `version` each.
         */
        post: operations["moveTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{user_id}/tasks/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore a task
         * @description Brings a task back from the trash, with all that went there with it; what was deleted before by itself stays. It comes back to where it was, or to the end of the tasks without a parent if its parent is in the trash or too deep by now. One that is not there but live stays as it is, so the request may be repeated.
         */
        post: operations["restoreTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{user_id}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your tags
         * @description Every tag of your tasks, by name, with how many have it; those in the trash do not count. To poll, send the `ETag` back in `If-None-Match`.
         */
        get: operations["listTags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an account
         * @description Log in afterwards to get tokens. `POST /api/v1/auth/register` and `POST /api/v1/users` do the same, and count together.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List accounts
         * @description Newest first. For superusers.
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Make an account
         * @description Log in afterwards to get tokens. `POST /api/v1/auth/register` and `POST /api/v1/users` do the same, and count together.
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in
         * @description Takes JSON, or the OAuth2 password form (RFC 6749, 4.3.2) with all its fields. Any reason to refuse gets the same answer. The cookie `__Host-device` of the answer, or in `refresh_token` the last refresh token of this device, shows at a later login that the account was logged in to on it before: then what strangers tried does not hold it up.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/cookie-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a session with cookies
         * @description For browsers, where the server offers it: the tokens are in cookies that no script can read. Any reason to refuse gets the same answer.
         */
        post: operations["createCookieSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get new tokens
         * @description Each refresh token is good for one refresh; within 30 seconds the same one gets the same successor, so that it can be tried again. One that was used up ends the session. Without a body and with a refresh cookie it is `POST /api/v1/auth/cookie-session/refresh`.
         */
        post: operations["refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/cookie-session/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get new cookies
         * @description Takes the refresh token out of its cookie, by the same rules as any refresh. Has no body. A page that has lost the CSRF token may leave it out, if its browser says (`Sec-Fetch-Site`, `Origin`) that it is one of the server’s own origin or of one that the server allows.
         */
        post: operations["refreshCookieSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log out
         * @description Ends this session: none of its tokens is accepted any more.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log out everywhere
         * @description Ends every session of yours, this one too. Needs a login not older than 5 minutes, or your password.
         */
        post: operations["logoutAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your devices
         * @description Those that are logged in, the one used last first.
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Log a device out
         * @description None of its tokens is accepted any more. Needs a login not older than 5 minutes, or your password. The device that asks may always log itself out.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The public keys of access tokens
         * @description A JSON Web Key Set (RFC 7517).
         */
        get: operations["getJwks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/forgot-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a link to set a new password
         * @description Mails a link to the address if it is an account’s. The answer is the same in any case.
         */
        post: operations["forgotPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password with a mailed link
         * @description Each link is good for one use within an hour, and only the newest. Unlocks the account and ends all its sessions. The link of a notice that the e-mail address was changed is good for 72 hours, and takes the old address back as well.
         */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm an e-mail address with a mailed link
         * @description Confirms the address of a new account, or makes the new address of an account take effect.
         */
        post: operations["verifyEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your profile
         * @description The account that the access token belongs to. `GET /api/v1/users/{your id}` is the same.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        /**
         * Delete your account
         * @description Removes the account and all that is yours, for good. Needs a login not older than 5 minutes, and cannot be done within 72 hours of a change of the e-mail address.
         */
        delete: operations["deleteMe"];
        options?: never;
        head?: never;
        /**
         * Change your profile
         * @description Fields that are absent keep their value. Another username needs `current_password`, and is told by mail.
         */
        patch: operations["updateMe"];
        trace?: never;
    };
    "/api/v1/users/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change your password
         * @description Ends every other session of yours.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change your e-mail address
         * @description Mails a link to the new address. The change takes effect when the link is used, and the old address is told, with a link to take it back within 72 hours.
         */
        post: operations["changeMyEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get all that is yours
         * @description As one JSON document, which may be long.
         */
        get: operations["exportMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an account
         * @description Your own: the same as `GET /api/v1/users/me`. There are no others but for superusers.
         */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /**
         * Remove an account
         * @description With all that is its. Needs a login not older than 5 minutes. Your own: the same as `DELETE /api/v1/users/me`. Another one’s owner is told by mail. There are no others but for superusers.
         */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /**
         * Change an account
         * @description Your own: the profile, as `PATCH /api/v1/users/me` does. `is_active` and `is_superuser` are for superusers to change; deactivation and demotion end all sessions of the account. Of other accounts superusers change just these two. What you may not change can be there as it is stored. There are no others but for superusers. For superusers who logged in within the last 5 minutes; the owner is told by mail.
         */
        patch: operations["updateUser"];
        trace?: never;
    };
    "/api/v1/users/{id}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unlock an account
         * @description Ends a lockout after failed logins. For superusers who logged in within the last 5 minutes; the owner is told by mail.
         */
        post: operations["unlockUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Log an account out of all devices
         * @description None of its tokens is accepted any more; it can log in again. For superusers who logged in within the last 5 minutes; the owner is told by mail.
         */
        delete: operations["endUserSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what happened to accounts
         * @description Newest first. For superusers.
         */
        get: operations["listAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process answers
         * @description The same as `/health/live`.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process lives
         * @description Does no I/O: restart the process if this fails.
         */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether to send requests here
         * @description Asks the database. Take the instance out of the balancer while this is 503, and do not restart it.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @enum {string} */
        TaskDue: "none" | "any" | "overdue";
        /** @enum {string} */
        TaskSort: "created_at" | "-created_at" | "updated_at" | "-updated_at" | "due" | "-due" | "title" | "-title" | "priority" | "-priority" | "completed" | "-completed" | "position" | "-position";
        /** @enum {string} */
        TaskPriority: "none" | "low" | "medium" | "high";
        /** @enum {string} */
        TaskTagMode: "all" | "any" | "none";
        /** @enum {string} */
        TaskInclude: "child_counts";
        TaskChildCounts: {
            /**
             * @description Not completed.
             * @example 2
             */
            open: number;
            /** @example 5 */
            all: number;
        };
        Task: {
            /**
             * Format: uuid
             * @example 019abc12-3456-7def-8123-456789abcdef
             */
            readonly id: string;
            /**
             * Format: uuid
             * @example 019abc00-1111-7222-8333-444455556666
             */
            readonly user_id: string;
            /** @example Buy milk */
            title: string;
            /** @example Two litres, the blue one */
            description: string | null;
            /** @example false */
            completed: boolean;
            /**
             * Format: date-time
             * @example null
             */
            readonly completed_at: string | null;
            /** @example high */
            priority: components["schemas"]["TaskPriority"];
            /**
             * Format: date
             * @example 2026-12-24
             */
            due_date: string | null;
            /**
             * Format: date-time
             * @example null
             */
            due_at: string | null;
            /**
             * @example [
             *       "home",
             *       "shopping"
             *     ]
             */
            tags: string[];
            /**
             * Format: uuid
             * @description The task of which this one is a part: a list, a project, or a task with subtasks.
             * @example null
             */
            parent_id: string | null;
            /**
             * @description The place among the tasks with the same `parent_id`: a key of fractional indexing, compared byte by byte, then by `id`.
             * @example c117
             */
            position: string;
            /**
             * @description What you keep here.
             * @example {
             *       "color": "#c0ffee",
             *       "reminder": {
             *         "id": "r-17",
             *         "minutes": 10
             *       }
             *     }
             */
            extra: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description The number of the last write; it is the `ETag` too.
             * @example 42
             */
            readonly version: number;
            /**
             * Format: date-time
             * @example null
             */
            readonly deleted_at: string | null;
            /**
             * Format: date-time
             * @example 2026-11-21T09:30:00.000Z
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @example 2026-11-21T09:30:00.000Z
             */
            readonly updated_at: string;
        };
        TaskList: {
            items: components["schemas"]["Task"][];
            /**
             * @description How many tasks match, on all pages; null with a cursor, unless `include_total=true`.
             * @example 1
             */
            total: number | null;
            /** @example 0 */
            skip: number;
            /** @example 100 */
            limit: number;
            /**
             * @description Whether there are tasks after this page. Exact.
             * @example false
             */
            has_more: boolean;
            /**
             * @description For `cursor`: the next page. Null on the last one.
             * @example null
             */
            next_cursor: string | null;
            /**
             * @description With `include=child_counts`: how many tasks are directly beneath those of this page, by their `id`. One that is not named has none.
             * @example {
             *       "019abc12-3456-7def-8123-456789abcdef": {
             *         "open": 2,
             *         "all": 5
             *       }
             *     }
             */
            child_counts?: {
                [key: string]: components["schemas"]["TaskChildCounts"];
            };
        };
        /** @description A task; of a deleted one only `id`, `version` and `deleted_at`. */
        TaskChange: {
            /**
             * Format: uuid
             * @example 019abc12-3456-7def-8123-456789abcdef
             */
            readonly id: string;
            /**
             * Format: int64
             * @description The number of the last write; it is the `ETag` too.
             * @example 42
             */
            readonly version: number;
            /**
             * Format: date-time
             * @example null
             */
            readonly deleted_at: string | null;
            /**
             * Format: uuid
             * @example 019abc00-1111-7222-8333-444455556666
             */
            readonly user_id?: string;
            /** @example Buy milk */
            title?: string;
            /** @example Two litres, the blue one */
            description?: string | null;
            /** @example false */
            completed?: boolean;
            /**
             * Format: date-time
             * @example null
             */
            readonly completed_at?: string | null;
            /** @example high */
            priority?: components["schemas"]["TaskPriority"];
            /**
             * Format: date
             * @example 2026-12-24
             */
            due_date?: string | null;
            /**
             * Format: date-time
             * @example null
             */
            due_at?: string | null;
            /**
             * @example [
             *       "home",
             *       "shopping"
             *     ]
             */
            tags?: string[];
            /**
             * Format: uuid
             * @description The task of which this one is a part: a list, a project, or a task with subtasks.
             * @example null
             */
            parent_id?: string | null;
            /**
             * @description The place among the tasks with the same `parent_id`: a key of fractional indexing, compared byte by byte, then by `id`.
             * @example c117
             */
            position?: string;
            /**
             * @description What you keep here.
             * @example {
             *       "color": "#c0ffee",
             *       "reminder": {
             *         "id": "r-17",
             *         "minutes": 10
             *       }
             *     }
             */
            extra?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: date-time
             * @example 2026-11-21T09:30:00.000Z
             */
            readonly created_at?: string;
            /**
             * Format: date-time
             * @example 2026-11-21T09:30:00.000Z
             */
            readonly updated_at?: string;
        };
        TaskChanges: {
            /** @description In the order of their versions. */
            items: components["schemas"]["TaskChange"][];
            /**
             * Format: int64
             * @description The number of your last write, on any device. When `has_more` is false you know everything up to it.
             * @example 42
             */
            version: number;
            /**
             * @description For `cursor`, the next time. Always there.
             * @example q1yVkLsJ0Yc7mA2eUo8xgDQyIDE3OTAwMDAwMDAwMDA
             */
            next_cursor: string;
            /**
             * @description Whether to ask again at once.
             * @example false
             */
            has_more: boolean;
        };
        /** @description The `data` of an event `change`. */
        TaskEvent: {
            /**
             * Format: int64
             * @description The number of your last write, on any device. It is the `id` of the event too.
             * @example 43
             */
            version: number;
        };
        /**
         * @description `atomic`, as if absent: all operations happen or none, answered with 200 or an error. `independent`: each for itself, answered with 207.
         * @enum {string}
         */
        TaskBatchMode: "atomic" | "independent";
        /** @enum {string} */
        TaskBatchOp: "create" | "patch" | "delete" | "restore";
        /**
         * @description The same as `null` for each of these fields, for clients that cannot send `null`.
         * @enum {string}
         */
        TaskClearableField: "description" | "due_date" | "due_at" | "parent_id" | "extra";
        TaskUpdate: {
            /** @example Buy milk */
            title?: string;
            /** @example Two litres, the blue one */
            description?: string | null;
            /** @example false */
            completed?: boolean;
            /** @example high */
            priority?: components["schemas"]["TaskPriority"];
            /**
             * Format: date
             * @description A day, without a time. Not together with `due_at`.
             * @example 2026-12-24
             */
            due_date?: string | null;
            /**
             * Format: date-time
             * @description An instant (RFC 3339, with an offset or `Z`). Not together with `due_date`.
             * @example null
             */
            due_at?: string | null;
            /**
             * @description In the order given, each once.
             * @example [
             *       "home",
             *       "shopping"
             *     ]
             */
            tags?: string[];
            /**
             * Format: uuid
             * @description One of your tasks, which is not in the trash, and at most the seventh of eight levels deep.
             * @example null
             */
            parent_id?: string | null;
            /**
             * @description A key of fractional indexing, for clients that make them; without one the server puts the task at the end of its parent, and leaves one that stays in its parent where it is.
             * @example c117
             */
            position?: string;
            /**
             * @description A JSON object of your own: at most 4096 bytes in UTF-8, 4 levels deep, itself included. It comes back as it was sent, but for the order of its members; a number that a double cannot hold is refused. A PATCH merges it (RFC 7396).
             * @example {
             *       "color": "#c0ffee",
             *       "reminder": {
             *         "id": "r-17",
             *         "minutes": 10
             *       }
             *     }
             */
            extra?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: date-time
             * @description When it was completed, if `completed` is true: an instant that is not in the future; now if absent. Only a creation sets it; of a task that is there it may be sent as it is stored.
             */
            completed_at?: string | null;
            /**
             * Format: date-time
             * @description When it was created: an instant that is not in the future; now if absent. Only a creation sets it; of a task that is there it may be sent as it is stored.
             */
            created_at?: string;
            /**
             * @description The same as `null` for each of these fields, for clients that cannot send `null`.
             * @example []
             */
            clear?: components["schemas"]["TaskClearableField"][];
            /** Format: uuid */
            readonly id?: string;
            /** Format: uuid */
            readonly user_id?: string;
            /**
             * Format: int64
             * @description The number of the last write; it is the `ETag` too.
             */
            readonly version?: number;
            /** Format: date-time */
            readonly deleted_at?: string | null;
            /** Format: date-time */
            readonly updated_at?: string;
        };
        TaskBase: {
            /** @example Buy milk */
            title?: string;
            /** @example Two litres, the blue one */
            description?: string | null;
            /** @example false */
            completed?: boolean;
            /** @example high */
            priority?: components["schemas"]["TaskPriority"];
            /**
             * Format: date
             * @description A day, without a time. Not together with `due_at`.
             * @example 2026-12-24
             */
            due_date?: string | null;
            /**
             * Format: date-time
             * @description An instant (RFC 3339, with an offset or `Z`). Not together with `due_date`.
             * @example null
             */
            due_at?: string | null;
            /**
             * @description In the order given, each once.
             * @example [
             *       "home",
             *       "shopping"
             *     ]
             */
            tags?: string[];
            /**
             * Format: uuid
             * @description One of your tasks, which is not in the trash, and at most the seventh of eight levels deep.
             * @example null
             */
            parent_id?: string | null;
            /**
             * @description A key of fractional indexing, for clients that make them; without one the server puts the task at the end of its parent, and leaves one that stays in its parent where it is.
             * @example c117
             */
            position?: string;
            /**
             * @description A JSON object of your own: at most 4096 bytes in UTF-8, 4 levels deep, itself included. It comes back as it was sent, but for the order of its members; a number that a double cannot hold is refused. A PATCH merges it (RFC 7396).
             * @example {
             *       "color": "#c0ffee",
             *       "reminder": {
             *         "id": "r-17",
             *         "minutes": 10
             *       }
             *     }
             */
            extra?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: date-time
             * @description When it was completed, if `completed` is true: an instant that is not in the future; now if absent. Only a creation sets it; of a task that is there it may be sent as it is stored.
             */
            completed_at?: string | null;
            /**
             * Format: date-time
             * @description When it was created: an instant that is not in the future; now if absent. Only a creation sets it; of a task that is there it may be sent as it is stored.
             */
            created_at?: string;
            /**
             * Format: uuid
             * @example 019abc12-3456-7def-8123-456789abcdef
             */
            readonly id?: string;
            /**
             * Format: uuid
             * @example 019abc00-1111-7222-8333-444455556666
             */
            readonly user_id?: string;
            /**
             * Format: int64
             * @description The number of the last write; it is the `ETag` too.
             * @example 42
             */
            readonly version?: number;
            /**
             * Format: date-time
             * @example null
             */
            readonly deleted_at?: string | null;
            /**
             * Format: date-time
             * @example 2026-11-21T09:30:00.000Z
             */
            readonly updated_at?: string;
        };
        TaskBatchOperation: {
            /** @example create */
            op: components["schemas"]["TaskBatchOp"];
            /**
             * Format: uuid
             * @description The task. Required but by `create`, where it is an id of your own making: with it the creation may be repeated.
             */
            id?: string;
            /** @description Required by `create`, which needs a `title`, and by `patch`; not a member of the others. */
            data?: components["schemas"]["TaskUpdate"];
            /** @description Only of `patch`: the fields that `data` changes, as you saw them. One that is neither as in `base` nor as in `data` by now is a conflict, and the operation is refused; of `tags` and of the members of `extra` only what you changed counts. */
            base?: components["schemas"]["TaskBase"];
            /**
             * Format: int64
             * @description Not of `create`: the `version` that you saw. If the task has changed since, the operation is refused.
             * @example 42
             */
            if_version?: number;
        };
        TaskBatch: {
            /**
             * @description `atomic`, as if absent: all operations happen or none, answered with 200 or an error. `independent`: each for itself, answered with 207.
             * @example independent
             */
            mode?: components["schemas"]["TaskBatchMode"];
            /**
             * @example [
             *       {
             *         "op": "create",
             *         "data": {
             *           "title": "Buy milk"
             *         }
             *       }
             *     ]
             */
            operations: components["schemas"]["TaskBatchOperation"][];
        };
        TaskBatchResult: {
            /**
             * Format: int64
             * @description Your last number after the batch.
             * @example 42
             */
            version: number;
            /** @description The tasks as each operation left them, in their order; a deleted one has its `deleted_at`. Of one that was deleted long ago the content is empty. */
            results: components["schemas"]["Task"][];
            /**
             * @description The operations of a batch that takes this one back, unless someone has written over it.
             * @example [
             *       {
             *         "op": "delete",
             *         "id": "019abc12-3456-7def-8123-456789abcdef",
             *         "if_version": 42
             *       }
             *     ]
             */
            undo: components["schemas"]["TaskBatchOperation"][];
        };
        TaskOperationResult: {
            /**
             * @description 201 created, 200 done or `unchanged`; 404, 412, 422 or 428 as for a single write.
             * @example 200
             */
            status: number;
            /** @description The task as the operation left it, if it is live. */
            task?: components["schemas"]["Task"];
            /**
             * Format: uuid
             * @description Instead of `task` if it is deleted.
             * @example 019abc12-3456-7def-8123-456789abcdef
             */
            id?: string;
            /**
             * Format: int64
             * @description With `id`: the version of the deletion.
             * @example 47
             */
            version?: number;
            /**
             * Format: date-time
             * @description With `id`.
             * @example 2026-11-21T09:30:00.000Z
             */
            deleted_at?: string;
            /**
             * @description True if it was so already: nothing was written.
             * @example true
             */
            unchanged?: boolean;
            /** @description The operation that takes this one back, unless someone has written over it. */
            undo?: components["schemas"]["TaskBatchOperation"];
            error_code?: components["schemas"]["ErrorCode"];
            /**
             * @description What went wrong, in words.
             * @example You have no task with this id.
             */
            detail?: string;
            /** @description Pointers begin at `data`, as in the body of a single write; those to `op`, `id`, `base` and `if_version` at the operation. */
            errors?: components["schemas"]["FieldFault"][];
            /**
             * @description The fields that are neither as in `base` nor as in `data`; `due` and `place` stand for two fields each, which are merged as one.
             * @example [
             *       "title"
             *     ]
             */
            conflicts?: string[];
            /** @description With 412: the task as it is now. */
            current?: components["schemas"]["Task"];
        };
        TaskBatchReport: {
            /**
             * Format: int64
             * @description Your last number after the batch.
             * @example 47
             */
            version: number;
            /** @description In the order of the operations. */
            results: components["schemas"]["TaskOperationResult"][];
        };
        TaskCreate: {
            /** @example Buy milk */
            title: string;
            /** @example Two litres, the blue one */
            description?: string | null;
            /** @example false */
            completed?: boolean;
            /** @example high */
            priority?: components["schemas"]["TaskPriority"];
            /**
             * Format: date
             * @description A day, without a time. Not together with `due_at`.
             * @example 2026-12-24
             */
            due_date?: string | null;
            /**
             * Format: date-time
             * @description An instant (RFC 3339, with an offset or `Z`). Not together with `due_date`.
             * @example null
             */
            due_at?: string | null;
            /**
             * @description In the order given, each once.
             * @example [
             *       "home",
             *       "shopping"
             *     ]
             */
            tags?: string[];
            /**
             * Format: uuid
             * @description One of your tasks, which is not in the trash, and at most the seventh of eight levels deep.
             * @example null
             */
            parent_id?: string | null;
            /**
             * @description A key of fractional indexing, for clients that make them; without one the server puts the task at the end of its parent, and leaves one that stays in its parent where it is.
             * @example c117
             */
            position?: string;
            /**
             * @description A JSON object of your own: at most 4096 bytes in UTF-8, 4 levels deep, itself included. It comes back as it was sent, but for the order of its members; a number that a double cannot hold is refused. A PATCH merges it (RFC 7396).
             * @example {
             *       "color": "#c0ffee",
             *       "reminder": {
             *         "id": "r-17",
             *         "minutes": 10
             *       }
             *     }
             */
            extra?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: date-time
             * @description When it was completed, if `completed` is true: an instant that is not in the future; now if absent. Only a creation sets it; of a task that is there it may be sent as it is stored.
             */
            completed_at?: string | null;
            /**
             * Format: date-time
             * @description When it was created: an instant that is not in the future; now if absent. Only a creation sets it; of a task that is there it may be sent as it is stored.
             */
            created_at?: string;
            /** Format: uuid */
            readonly id?: string;
            /** Format: uuid */
            readonly user_id?: string;
            /**
             * Format: int64
             * @description The number of the last write; it is the `ETag` too.
             */
            readonly version?: number;
            /** Format: date-time */
            readonly deleted_at?: string | null;
            /** Format: date-time */
            readonly updated_at?: string;
        };
        TaskMove: {
            /**
             * Format: uuid
             * @description The new parent, or `null` for none. Absent: the parent that it has.
             * @example null
             */
            parent_id?: string | null;
            /**
             * Format: uuid
             * @description The task that will follow, in the same parent. Not together with `after`.
             * @example 019abc12-3456-7def-8123-456789abcdef
             */
            before?: string;
            /**
             * Format: uuid
             * @description The task that will precede, in the same parent. Not together with `before`.
             * @example 019abc12-3456-7def-8123-456789abcdef
             */
            after?: string;
        };
        TagCount: {
            /**
             * @description In the spelling that most of your tasks have.
             * @example home
             */
            tag: string;
            /**
             * @description How many of your tasks have it, in any spelling.
             * @example 12
             */
            count: number;
            /**
             * @description How many of these are not completed.
             * @example 3
             */
            open_count: number;
        };
        TagList: {
            items: components["schemas"]["TagCount"][];
        };
        Registration: {
            /**
             * Format: idn-email
             * @example ada@example.org
             */
            email: string;
            /**
             * @description Letters, digits, `_`, `.` and `-`; unique without regard to case. Blanks at the ends are taken off, and names that are kept for the service (`admin`, `support`, …) refused.
             * @example ada
             */
            username: string;
            /** @example Ada Lovelace */
            full_name: string;
            /**
             * @description Where the days of the user begin and end: a name of the IANA database, spelled as there. Null is UTC. Lists of tasks use it where they name no `tz`.
             * @example America/Los_Angeles
             */
            time_zone?: string | null;
            /**
             * Format: password
             * @description Upper and lower case, digits and symbols, or at least 15 characters. Refused is what guessers try first: common passwords, sequences, walks over the keyboard, and what holds the username, the name or the address.
             * @example a quiet harbour at dawn
             */
            password: string;
            /**
             * @description The language of mails: a language tag (BCP 47). One without mails of its own falls back to its language (`de-CH` to `de`), then to English. Absent: what `Accept-Language` prefers, else `en`.
             * @example de-CH
             */
            locale?: string;
        };
        User: {
            /**
             * Format: uuid
             * @example 019abc12-3456-7def-8123-456789abcdef
             */
            readonly id: string;
            /**
             * Format: idn-email
             * @example ada@example.org
             */
            readonly email: string;
            /** @example ada */
            username: string;
            /** @example Ada Lovelace */
            full_name: string;
            /**
             * @description Where the days of the user begin and end; null is UTC.
             * @example America/Los_Angeles
             */
            time_zone: string | null;
            /**
             * @description The language of mails: a language tag (BCP 47).
             * @example de-CH
             */
            locale: string;
            /**
             * @description A deactivated account cannot log in.
             * @example true
             */
            readonly is_active: boolean;
            /** @example false */
            readonly is_superuser: boolean;
            /**
             * Format: date-time
             * @example null
             */
            readonly email_verified_at: string | null;
            /**
             * Format: date-time
             * @example 2026-11-21T09:30:00.000Z
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @example 2026-11-21T09:30:00.000Z
             */
            readonly updated_at: string;
        };
        Credentials: {
            /**
             * @description The e-mail address or the username. Blanks at the ends are taken off.
             * @example ada
             */
            username: string;
            /**
             * Format: password
             * @example a quiet harbour at dawn
             */
            password: string;
            /**
             * @description The last refresh token of this device, spent or not, where it keeps no cookies. It opens nothing here.
             * @example AZq8EjRWfe-BI0VniavN7w
             */
            refresh_token?: string;
        };
        /** @enum {string} */
        TokenType: "bearer";
        TokenPair: {
            /**
             * @description A JWT for `Authorization: Bearer`.
             * @example eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.c2ln
             */
            access_token: string;
            /** @example bearer */
            token_type: components["schemas"]["TokenType"];
            /**
             * @description Seconds until the access token expires.
             * @example 1800
             */
            expires_in: number;
            /**
             * @description Opaque. Each one is good for one refresh.
             * @example AZq8EjRWfe-BI0VniavN7w
             */
            refresh_token: string;
            /**
             * @description Seconds until the refresh token expires if it is not used.
             * @example 604800
             */
            refresh_expires_in: number;
        };
        CookieSession: {
            /**
             * @description For `X-CSRF-Token` on every write; the same as long as the session lives.
             * @example pZ2sCqk3o1bH8mJ7
             */
            csrf_token: string;
            /**
             * @description Seconds until the access cookie expires.
             * @example 1800
             */
            expires_in: number;
            /**
             * @description Seconds until the refresh cookie expires if it is not used.
             * @example 604800
             */
            refresh_expires_in: number;
        };
        RefreshRequest: {
            /**
             * @description As login or the last refresh gave it.
             * @example AZq8EjRWfe-BI0VniavN7w
             */
            refresh_token: string;
        };
        Reauthentication: {
            /**
             * Format: password
             * @description Needed if the login is older than 5 minutes.
             * @example a quiet harbour at dawn
             */
            current_password?: string;
        };
        Session: {
            /**
             * Format: uuid
             * @example 019abc12-3456-7def-8123-456789abcdef
             */
            id: string;
            /**
             * Format: date-time
             * @description When it logged in.
             * @example 2026-11-21T09:30:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last refreshed its tokens.
             * @example 2026-11-21T09:30:00.000Z
             */
            last_used_at: string;
            /**
             * Format: date-time
             * @description When it has to log in again, however busy it is.
             * @example 2026-12-21T09:30:00.000Z
             */
            expires_at: string;
            /** @example Mozilla/5.0 (X11; Linux x86_64) */
            user_agent: string | null;
            /**
             * @description Where it logged in from.
             * @example 203.0.113.7
             */
            ip: string | null;
            /**
             * @description Whether it is the one that asks.
             * @example true
             */
            current: boolean;
        };
        SessionList: {
            items: components["schemas"]["Session"][];
        };
        JsonWebKeySet: {
            /**
             * @description Empty where tokens are signed with a shared secret.
             * @example [
             *       {
             *         "kty": "OKP",
             *         "crv": "Ed25519",
             *         "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
             *         "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
             *         "alg": "EdDSA",
             *         "use": "sig"
             *       }
             *     ]
             */
            keys: ({
                kty: string;
                kid: string;
                alg: string;
                use: string;
            } & {
                [key: string]: unknown;
            })[];
        };
        PasswordResetRequest: {
            /**
             * Format: idn-email
             * @example ada@example.org
             */
            email: string;
        };
        PasswordReset: {
            /**
             * @description The token of the mailed link.
             * @example AAGavBI0Vn3vgSNFZ4mrze8
             */
            token: string;
            /**
             * Format: password
             * @description Upper and lower case, digits and symbols, or at least 15 characters. Refused is what guessers try first: common passwords, sequences, walks over the keyboard, and what holds the username, the name or the address.
             * @example a quiet harbour at dawn
             */
            new_password: string;
        };
        EmailVerification: {
            /**
             * @description The token of the mailed link.
             * @example AQGavBI0Vn3vgSNFZ4mrze8
             */
            token: string;
        };
        UserUpdate: {
            /** Format: uuid */
            readonly id?: string;
            /** Format: idn-email */
            readonly email?: string;
            /** @description A deactivated account cannot log in. */
            readonly is_active?: boolean;
            readonly is_superuser?: boolean;
            /** Format: date-time */
            readonly email_verified_at?: string | null;
            /** Format: date-time */
            readonly created_at?: string;
            /** Format: date-time */
            readonly updated_at?: string;
            /**
             * @description Letters, digits, `_`, `.` and `-`; unique without regard to case. Blanks at the ends are taken off, and names that are kept for the service (`admin`, `support`, …) refused.
             * @example ada
             */
            username?: string;
            /** @example Ada Lovelace */
            full_name?: string;
            /**
             * @description Where the days of the user begin and end: a name of the IANA database, spelled as there. Null is UTC. Lists of tasks use it where they name no `tz`.
             * @example America/Los_Angeles
             */
            time_zone?: string | null;
            /**
             * @description The language of mails: a language tag (BCP 47). One without mails of its own falls back to its language (`de-CH` to `de`), then to English.
             * @example de-CH
             */
            locale?: string;
            /**
             * Format: password
             * @description Wanted with another username.
             * @example a quiet harbour at dawn
             */
            current_password?: string;
        };
        PasswordChange: {
            /**
             * Format: password
             * @example a quiet harbour at dawn
             */
            current_password: string;
            /**
             * Format: password
             * @description Upper and lower case, digits and symbols, or at least 15 characters. Refused is what guessers try first: common passwords, sequences, walks over the keyboard, and what holds the username, the name or the address.
             * @example a quiet harbour at dawn
             */
            new_password: string;
        };
        EmailChange: {
            /**
             * Format: idn-email
             * @example ada@example.org
             */
            email: string;
            /**
             * Format: password
             * @example a quiet harbour at dawn
             */
            current_password: string;
        };
        ExportedSession: {
            /**
             * Format: uuid
             * @example 019abc12-3456-7def-8123-456789abcdef
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-11-21T09:30:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-11-21T09:30:00.000Z
             */
            last_used_at: string;
            /**
             * Format: date-time
             * @example 2026-12-21T09:30:00.000Z
             */
            expires_at: string;
            /** @example Mozilla/5.0 (X11; Linux x86_64) */
            user_agent: string | null;
            /** @example 203.0.113.7 */
            ip: string | null;
            /**
             * Format: date-time
             * @description When it ended before its time.
             * @example null
             */
            ended_at: string | null;
            /**
             * @description Why it ended, such as `logout`.
             * @example null
             */
            end_reason: string | null;
        };
        UserExport: {
            /**
             * Format: date-time
             * @example 2026-11-21T09:30:00.000Z
             */
            exported_at: string;
            user: components["schemas"]["User"];
            sessions: components["schemas"]["ExportedSession"][];
            /** @description Those in the trash too. */
            tasks: components["schemas"]["Task"][];
        };
        Account: {
            /**
             * Format: uuid
             * @example 019abc12-3456-7def-8123-456789abcdef
             */
            readonly id: string;
            /**
             * Format: idn-email
             * @example ada@example.org
             */
            readonly email: string;
            /** @example ada */
            username: string;
            /** @example Ada Lovelace */
            full_name: string;
            /**
             * @description Where the days of the user begin and end; null is UTC.
             * @example America/Los_Angeles
             */
            time_zone: string | null;
            /**
             * @description The language of mails: a language tag (BCP 47).
             * @example de-CH
             */
            locale: string;
            /**
             * @description A deactivated account cannot log in.
             * @example true
             */
            is_active: boolean;
            /** @example false */
            is_superuser: boolean;
            /**
             * Format: date-time
             * @example null
             */
            readonly email_verified_at: string | null;
            /**
             * Format: date-time
             * @example 2026-11-21T09:30:00.000Z
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @example 2026-11-21T09:30:00.000Z
             */
            readonly updated_at: string;
            /**
             * @description For superusers: failed logins of the last day, but for those after which the same network logged in.
             * @example 0
             */
            readonly failed_login_count?: number;
            /**
             * Format: date-time
             * @description For superusers: until then no login is tried from at least one network.
             * @example null
             */
            readonly locked_until?: string | null;
        };
        AccountList: {
            items: components["schemas"]["Account"][];
            /**
             * @description How many accounts match, on all pages.
             * @example 1
             */
            total: number;
            /** @example 0 */
            skip: number;
            /** @example 100 */
            limit: number;
            /**
             * @description Whether there are accounts after this page. Exact.
             * @example false
             */
            has_more: boolean;
        };
        AccountUpdate: {
            /** Format: uuid */
            readonly id?: string;
            /** Format: idn-email */
            readonly email?: string;
            /**
             * @description Letters, digits, `_`, `.` and `-`; unique without regard to case. Blanks at the ends are taken off, and names that are kept for the service (`admin`, `support`, …) refused.
             * @example ada
             */
            username?: string;
            /** @example Ada Lovelace */
            full_name?: string;
            /**
             * @description Where the days of the user begin and end: a name of the IANA database, spelled as there. Null is UTC. Lists of tasks use it where they name no `tz`.
             * @example America/Los_Angeles
             */
            time_zone?: string | null;
            /**
             * @description The language of mails: a language tag (BCP 47). One without mails of its own falls back to its language (`de-CH` to `de`), then to English.
             * @example de-CH
             */
            locale?: string;
            /** Format: date-time */
            readonly email_verified_at?: string | null;
            /** Format: date-time */
            readonly created_at?: string;
            /** Format: date-time */
            readonly updated_at?: string;
            /** @description For superusers: failed logins of the last day, but for those after which the same network logged in. */
            readonly failed_login_count?: number;
            /**
             * Format: date-time
             * @description For superusers: until then no login is tried from at least one network.
             */
            readonly locked_until?: string | null;
            /**
             * @description A deactivated account is logged out at once and cannot log in.
             * @example true
             */
            is_active?: boolean;
            /**
             * @description Superusers manage accounts. They see nobody’s tasks but their own.
             * @example false
             */
            is_superuser?: boolean;
            /**
             * Format: password
             * @description Wanted with another username.
             * @example a quiet harbour at dawn
             */
            current_password?: string;
        };
        /** @enum {string} */
        AuditEventName: "user.registered" | "user.exported" | "user.activated" | "user.deactivated" | "user.promoted" | "user.demoted" | "user.unlocked" | "user.removed" | "username.changed" | "login.succeeded" | "login.failed" | "session.reused" | "session.ended" | "password.changed" | "password.proof_failed" | "password.reset_requested" | "password.reset" | "email.verified" | "email.change_requested" | "email.changed" | "email.restored" | "mail.dropped";
        /** @enum {string} */
        AuditOutcome: "success" | "failure";
        AuditEvent: {
            /**
             * Format: uuid
             * @example 019abc12-3456-7def-8123-456789abcdef
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-11-21T09:30:00.000Z
             */
            occurred_at: string;
            /** @example login.failed */
            event: components["schemas"]["AuditEventName"];
            /** @example failure */
            outcome: components["schemas"]["AuditOutcome"];
            /**
             * Format: uuid
             * @description Whose account it is about.
             * @example 019abc12-3456-7def-8123-456789abcdef
             */
            user_id: string | null;
            /**
             * Format: uuid
             * @description Who did it, as far as that is proven.
             * @example null
             */
            actor_id: string | null;
            /** @example 192.0.2.7 */
            ip: string | null;
            /** @example Mozilla/5.0 */
            user_agent: string | null;
            /**
             * @description More about it.
             * @example {
             *       "reason": "wrong_password"
             *     }
             */
            detail: {
                [key: string]: unknown;
            };
        };
        AuditEventList: {
            items: components["schemas"]["AuditEvent"][];
            /** @example 0 */
            skip: number;
            /** @example 100 */
            limit: number;
            /**
             * @description Whether there are events after this page. Exact.
             * @example false
             */
            has_more: boolean;
        };
        /** @enum {string} */
        HealthStatus: "healthy" | "unavailable";
        Health: {
            /** @example healthy */
            status: components["schemas"]["HealthStatus"];
            /**
             * Format: date-time
             * @example 2026-11-21T09:30:00.000Z
             */
            timestamp: string;
        };
        /** @description Problem details (RFC 9457). */
        Problem: {
            /**
             * Format: uri
             * @description Names the kind of problem.
             */
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @description The path of the request. */
            instance: string;
            error_code: components["schemas"]["ErrorCode"];
            /** @description Quote it when you report the problem. */
            request_id: string;
            /** Format: date-time */
            timestamp: string;
            /** @description What is wrong with which field, where that can be said. */
            errors?: components["schemas"]["FieldFault"][];
        };
        /** @description Problem details (RFC 9457) of a write that came too late, with the task as it is now. */
        TaskProblem: {
            /**
             * Format: uri
             * @description Names the kind of problem.
             */
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @description The path of the request. */
            instance: string;
            error_code: components["schemas"]["ErrorCode"];
            /** @description Quote it when you report the problem. */
            request_id: string;
            /** Format: date-time */
            timestamp: string;
            /** @description What is wrong with which field, where that can be said. */
            errors?: components["schemas"]["FieldFault"][];
            current?: components["schemas"]["Task"];
            /** @description Of a batch: the fields that are neither as in `base` nor as in `data`. */
            conflicts?: string[];
        };
        /**
         * @description Stable: what a client may switch on.
         * @enum {string}
         */
        ErrorCode: "CSRF_TOKEN_INVALID" | "EMAIL_CHANGED_RECENTLY" | "EMAIL_NOT_VERIFIED" | "EMAIL_TAKEN" | "EXPECTATION_FAILED" | "FORBIDDEN" | "HEADERS_TOO_LARGE" | "IDEMPOTENCY_KEY_IN_USE" | "IDEMPOTENCY_KEY_NOT_SUPPORTED" | "IDEMPOTENCY_KEY_REUSED" | "IF_MATCH_REQUIRED" | "INTERNAL_ERROR" | "INVALID_CREDENTIALS" | "INVALID_CURSOR" | "INVALID_REFRESH_TOKEN" | "INVALID_TOKEN" | "LAST_SUPERUSER" | "LINK_NOT_ACCEPTED" | "MALFORMED_HEADER" | "MALFORMED_JSON" | "MALFORMED_REQUEST" | "METHOD_NOT_ALLOWED" | "NOT_YOUR_RESOURCE" | "OVERLOADED" | "PAYLOAD_TOO_LARGE" | "REAUTHENTICATION_REQUIRED" | "REQUEST_TIMEOUT" | "ROUTE_NOT_FOUND" | "SERVICE_UNAVAILABLE" | "SESSION_NOT_FOUND" | "STALE_TASK" | "SYNC_EXPIRED" | "TASK_EXISTS" | "TASK_NOT_FOUND" | "TOO_BUSY" | "TOO_MANY_REQUESTS" | "TOO_MANY_STREAMS" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE" | "USERNAME_RESERVED" | "USERNAME_TAKEN" | "USER_NOT_FOUND" | "VALIDATION_FAILED" | "WEAK_PASSWORD" | "WRONG_PASSWORD";
        /** @description What is wrong with one field. */
        FieldFault: {
            /** @description A JSON Pointer (RFC 6901) into the body, or `/name` of a parameter. */
            pointer: string;
            code: components["schemas"]["FaultCode"];
            detail: string;
        };
        /**
         * @description What is wrong with the field.
         * @enum {string}
         */
        FaultCode: "BREACHED" | "CIRCULAR" | "CONFLICTING_FIELDS" | "COOKIES_OFF" | "INVALID_EMAIL" | "INVALID_LENGTH" | "INVALID_TEXT" | "INVALID_TYPE" | "INVALID_UUID" | "INVALID_VALUE" | "READ_ONLY" | "REQUIRED" | "RESERVED" | "STALE_TASK" | "TASK_NOT_FOUND" | "TOO_COMMON" | "TOO_DEEP" | "TOO_LARGE" | "TOO_LONG" | "TOO_MANY" | "TOO_PERSONAL" | "TOO_PREDICTABLE" | "TOO_SHORT" | "TOO_SIMPLE" | "TOO_SMALL" | "UNKNOWN_FIELD" | "WRONG_PASSWORD";
    };
    responses: {
        /** @description `INVALID_CURSOR`: Not a cursor of this list. `MALFORMED_HEADER`: A header is malformed. `MALFORMED_REQUEST`: The request could not be parsed. */
        InvalidCursorOrMalformedHeaderOrMalformedRequest: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `VALIDATION_FAILED`: The request is not valid. */
        ValidationFailed: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `INVALID_TOKEN`: Access token not accepted. `UNAUTHENTICATED`: Not authenticated. */
        InvalidTokenOrUnauthenticated: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `NOT_YOUR_RESOURCE`: Not yours. */
        NotYourResource: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `INTERNAL_ERROR`: Internal error. */
        InternalError: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `OVERLOADED`: Overloaded. `SERVICE_UNAVAILABLE`: Temporarily unavailable. */
        OverloadedOrServiceUnavailable: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `TOO_MANY_REQUESTS`: Too many requests. */
        TooManyRequests: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Retry-After": components["headers"]["Retry-After"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                RateLimit: components["headers"]["RateLimit"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `MALFORMED_HEADER`: A header is malformed. `MALFORMED_JSON`: The body is not valid JSON. `MALFORMED_REQUEST`: The request could not be parsed. */
        MalformedHeaderOrMalformedJsonOrMalformedRequest: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `PAYLOAD_TOO_LARGE`: The body is too large. */
        PayloadTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `UNSUPPORTED_MEDIA_TYPE`: Unsupported media type. */
        UnsupportedMediaType: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `IDEMPOTENCY_KEY_REUSED`: The key belongs to another request. `VALIDATION_FAILED`: The request is not valid. */
        IdempotencyKeyReusedOrValidationFailed: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `CSRF_TOKEN_INVALID`: CSRF token missing or wrong. `NOT_YOUR_RESOURCE`: Not yours. */
        CsrfTokenInvalidOrNotYourResource: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `IDEMPOTENCY_KEY_IN_USE`: Still running. */
        IdempotencyKeyInUse: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `INVALID_CURSOR`: Not a cursor of this list. `MALFORMED_REQUEST`: The request could not be parsed. */
        InvalidCursorOrMalformedRequest: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `SYNC_EXPIRED`: The sync must begin anew. */
        SyncExpired: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `OVERLOADED`: Overloaded. `SERVICE_UNAVAILABLE`: Temporarily unavailable. `TOO_MANY_STREAMS`: Too many streams. */
        OverloadedOrServiceUnavailableOrTooManyStreams: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `MALFORMED_REQUEST`: The request could not be parsed. */
        MalformedRequest: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `TASK_NOT_FOUND`: No such task. */
        TaskNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `STALE_TASK`: The task has changed. */
        StaleTask: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["TaskProblem"];
            };
        };
        /** @description `IF_MATCH_REQUIRED`: If-Match is required. */
        IfMatchRequired: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `MALFORMED_HEADER`: A header is malformed. `MALFORMED_REQUEST`: The request could not be parsed. */
        MalformedHeaderOrMalformedRequest: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `IDEMPOTENCY_KEY_NOT_SUPPORTED`: No Idempotency-Key here. `MALFORMED_HEADER`: A header is malformed. `MALFORMED_JSON`: The body is not valid JSON. `MALFORMED_REQUEST`: The request could not be parsed. */
        IdempotencyKeyNotSupportedOrMalformedHeaderOrMalformedJsonOrMalformedRequest: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `STALE_TASK`: The task has changed. `TASK_EXISTS`: The id is taken. */
        StaleTaskOrTaskExists: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["TaskProblem"];
            };
        };
        /** @description `IDEMPOTENCY_KEY_NOT_SUPPORTED`: No Idempotency-Key here. `MALFORMED_HEADER`: A header is malformed. `MALFORMED_REQUEST`: The request could not be parsed. */
        IdempotencyKeyNotSupportedOrMalformedHeaderOrMalformedRequest: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `EMAIL_TAKEN`: E-mail address taken. `IDEMPOTENCY_KEY_IN_USE`: Still running. `USERNAME_TAKEN`: Username taken. */
        EmailTakenOrIdempotencyKeyInUseOrUsernameTaken: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `IDEMPOTENCY_KEY_REUSED`: The key belongs to another request. `USERNAME_RESERVED`: Username reserved. `VALIDATION_FAILED`: The request is not valid. `WEAK_PASSWORD`: The password is too weak. */
        IdempotencyKeyReusedOrUsernameReservedOrValidationFailedOrWeakPassword: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `OVERLOADED`: Overloaded. `SERVICE_UNAVAILABLE`: Temporarily unavailable. `TOO_BUSY`: Too many logins at once. */
        OverloadedOrServiceUnavailableOrTooBusy: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `FORBIDDEN`: Forbidden. */
        Forbidden: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `INVALID_CREDENTIALS`: Login failed. */
        InvalidCredentials: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `EMAIL_NOT_VERIFIED`: E-mail address not confirmed. */
        EmailNotVerified: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `IDEMPOTENCY_KEY_NOT_SUPPORTED`: No Idempotency-Key here. `MALFORMED_JSON`: The body is not valid JSON. `MALFORMED_REQUEST`: The request could not be parsed. */
        IdempotencyKeyNotSupportedOrMalformedJsonOrMalformedRequest: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `INVALID_REFRESH_TOKEN`: Refresh token not accepted. */
        InvalidRefreshToken: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `CSRF_TOKEN_INVALID`: CSRF token missing or wrong. */
        CsrfTokenInvalid: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `IDEMPOTENCY_KEY_NOT_SUPPORTED`: No Idempotency-Key here. `MALFORMED_REQUEST`: The request could not be parsed. */
        IdempotencyKeyNotSupportedOrMalformedRequest: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `CSRF_TOKEN_INVALID`: CSRF token missing or wrong. `REAUTHENTICATION_REQUIRED`: Log in again first. */
        CsrfTokenInvalidOrReauthenticationRequired: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `VALIDATION_FAILED`: The request is not valid. `WRONG_PASSWORD`: Wrong password. */
        ValidationFailedOrWrongPassword: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `SESSION_NOT_FOUND`: No such session. */
        SessionNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `LINK_NOT_ACCEPTED`: Link not accepted. `VALIDATION_FAILED`: The request is not valid. `WEAK_PASSWORD`: The password is too weak. */
        LinkNotAcceptedOrValidationFailedOrWeakPassword: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `EMAIL_TAKEN`: E-mail address taken. */
        EmailTaken: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `LINK_NOT_ACCEPTED`: Link not accepted. `VALIDATION_FAILED`: The request is not valid. */
        LinkNotAcceptedOrValidationFailed: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `EMAIL_CHANGED_RECENTLY`: The e-mail address was changed recently. `LAST_SUPERUSER`: The last superuser. */
        EmailChangedRecentlyOrLastSuperuser: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `USERNAME_TAKEN`: Username taken. */
        UsernameTaken: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `USERNAME_RESERVED`: Username reserved. `VALIDATION_FAILED`: The request is not valid. `WRONG_PASSWORD`: Wrong password. */
        UsernameReservedOrValidationFailedOrWrongPassword: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `IDEMPOTENCY_KEY_REUSED`: The key belongs to another request. `VALIDATION_FAILED`: The request is not valid. `WEAK_PASSWORD`: The password is too weak. `WRONG_PASSWORD`: Wrong password. */
        IdempotencyKeyReusedOrValidationFailedOrWeakPasswordOrWrongPassword: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `IDEMPOTENCY_KEY_REUSED`: The key belongs to another request. `VALIDATION_FAILED`: The request is not valid. `WRONG_PASSWORD`: Wrong password. */
        IdempotencyKeyReusedOrValidationFailedOrWrongPassword: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `USER_NOT_FOUND`: No such user. */
        UserNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `LAST_SUPERUSER`: The last superuser. `USERNAME_TAKEN`: Username taken. */
        LastSuperuserOrUsernameTaken: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `CSRF_TOKEN_INVALID`: CSRF token missing or wrong. `FORBIDDEN`: Forbidden. `REAUTHENTICATION_REQUIRED`: Log in again first. */
        CsrfTokenInvalidOrForbiddenOrReauthenticationRequired: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `FORBIDDEN`: Forbidden. `NOT_YOUR_RESOURCE`: Not yours. */
        ForbiddenOrNotYourResource: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description Names this request in the log. */
        "X-Request-Id": string;
        /** @description How to authenticate (RFC 6750). */
        "WWW-Authenticate": string;
        /** @description Seconds to wait. */
        "Retry-After": number;
        /**
         * @description The quota (`q`) of requests in a window of `w` seconds (draft-ietf-httpapi-ratelimit-headers).
         * @example "api";q=600;w=60
         */
        "RateLimit-Policy": string;
        /**
         * @description What remains of it (`r`), and the seconds until the window closes (`t`).
         * @example "api";r=599;t=60
         */
        RateLimit: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listTasks: {
        parameters: {
            query?: {
                /** @description `none`: tasks without a due day or instant. `any`: those with one. `overdue`: open tasks whose instant has come, or whose day has ended where the user is. */
                due?: components["schemas"]["TaskDue"];
                /** @description Due on this day of the user, or at an instant within it. Not together with `due_from` or `due_until`. */
                due_on?: string;
                /** @description Due on this day of the user or later. */
                due_from?: string;
                /** @description Due on this day of the user or earlier. */
                due_until?: string;
                /** @description Where the user is: when the days of `due_on`, `due_from`, `due_until`, `due=overdue` and `sort=due` begin and end. A name of the IANA database. The `time_zone` of the profile if absent, and UTC if that is null. */
                tz?: string;
                /** @description By instant, for clients that reckon for themselves; `due_until` is by the user’s day. Due before this instant, or before this day begins in UTC. A task that is due on a day counts as due when that day begins in UTC. */
                due_before?: string;
                /** @description As `due_before`: due after this instant, or after this day begins in UTC. */
                due_after?: string;
                /** @description How many to pass over; 0 if absent. */
                skip?: number;
                /** @description How many at most; 100 if absent. */
                limit?: number;
                /** @description `next_cursor` of the page before, with the same filters and sort: its cost does not grow with depth, and rows written meanwhile are neither skipped nor repeated. Not together with `skip`. */
                cursor?: string;
                /** @description Comma list, each key at most once, `-` for descending; `-created_at` if absent. The id always ends it. `due` goes by the end of each task: its instant, or the end of its day where the user is (`tz`); undated tasks come last. Titles are ordered without regard to case and marks, numbers in them by value. `position` orders tasks with the same parent: give `parent_id` with it. */
                sort?: components["schemas"]["TaskSort"][];
                /** @description Only completed tasks, or only open ones. */
                completed?: boolean;
                /** @description Repeat it, or separate by commas, for any of several. */
                priority?: components["schemas"]["TaskPriority"][];
                /** @description Repeat it, or separate by commas, for several tags: `tag_mode` says which tasks these mean. Case does not matter. */
                tag?: string[];
                /** @description Tasks that have all tags of `tag` (if absent), any of them, or none. */
                tag_mode?: components["schemas"]["TaskTagMode"];
                /** @description A part of the title or the description. Case, marks, compatibility forms, kinds of quotes, hyphens and digits, invisible characters and runs of blanks do not matter. */
                q?: string;
                /** @description Written after this instant. To follow all that changes, deletions too, read `/tasks/changes` instead. */
                updated_after?: string;
                /** @description The tasks directly beneath this one, or `none` for those without a parent. */
                parent_id?: string;
                /** @description What to add to the page: `child_counts`. */
                include?: components["schemas"]["TaskInclude"][];
                /** @description The trash: tasks deleted in the last 30 days. False if absent. */
                deleted?: boolean;
                /** @description Whether to count all that match. By default only without a cursor. */
                include_total?: boolean;
            };
            header?: {
                /** @description The `ETag` of the page that you have. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Your own id, or `me`. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    /** @description Names this state of this page. */
                    ETag?: string;
                    /** @description `first`, `prev` and `next` (RFC 8288). */
                    Link?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskList"];
                };
            };
            /** @description You have this page already. */
            304: {
                headers: {
                    /** @description The one you sent. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidCursorOrMalformedHeaderOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["NotYourResource"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    createTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any 1 to 255 printable ASCII characters, new for each write. If you repeat the request under it within 24 hours, you get the first answer again, with `Idempotency-Replayed: true`, and nothing is written. Only answers of success are kept. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Your own id, or `me`. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskCreate"];
            };
        };
        responses: {
            /** @description The task. */
            201: {
                headers: {
                    /**
                     * @description The version, quoted.
                     * @example "42"
                     */
                    ETag?: string;
                    /** @description The path of the task. */
                    Location?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            400: components["responses"]["MalformedHeaderOrMalformedJsonOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["CsrfTokenInvalidOrNotYourResource"];
            409: components["responses"]["IdempotencyKeyInUse"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReusedOrValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    listTaskChanges: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the answer before; everything if absent. */
                cursor?: string;
                /** @description How many at most; 1000 if absent. */
                limit?: number;
            };
            header?: {
                /** @description `wait=25` (RFC 7240): if nothing is new, the answer is held back until something is, for so many seconds at most; 30 is the longest. Anything else is ignored. */
                Prefer?: string;
            };
            path: {
                /** @description Your own id, or `me`. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The changes that follow the cursor. */
            200: {
                headers: {
                    /**
                     * @description The preference that was followed.
                     * @example wait=25
                     */
                    "Preference-Applied"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskChanges"];
                };
            };
            400: components["responses"]["InvalidCursorOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["NotYourResource"];
            410: components["responses"]["SyncExpired"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    streamTaskEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `id` of the last event that you had: if it is current, none is sent at first. */
                "Last-Event-ID"?: string;
            };
            path: {
                /** @description Your own id, or `me`. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, without an end. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["TaskEvent"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["NotYourResource"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailableOrTooManyStreams"];
        };
    };
    batchTasks: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any 1 to 255 printable ASCII characters, new for each write. If you repeat the request under it within 24 hours, you get the first answer again, with `Idempotency-Replayed: true`, and nothing is written. Only answers of success are kept. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Your own id, or `me`. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskBatch"];
            };
        };
        responses: {
            /** @description All have happened. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskBatchResult"];
                };
            };
            /** @description What became of each. */
            207: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskBatchReport"];
                };
            };
            400: components["responses"]["MalformedHeaderOrMalformedJsonOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["CsrfTokenInvalidOrNotYourResource"];
            404: components["responses"]["TaskNotFound"];
            409: components["responses"]["IdempotencyKeyInUse"];
            412: components["responses"]["StaleTask"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReusedOrValidationFailed"];
            428: components["responses"]["IfMatchRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    getTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the task that you have. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Your own id, or `me`. */
                user_id: string;
                /** @description The task. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task. */
            200: {
                headers: {
                    /**
                     * @description The version, quoted.
                     * @example "42"
                     */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description You have it as it is. */
            304: {
                headers: {
                    /**
                     * @description The version, quoted.
                     * @example "42"
                     */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedHeaderOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["NotYourResource"];
            404: components["responses"]["TaskNotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    replaceTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description `*`: create the task; it must not be there yet. */
                "If-None-Match"?: string;
                /** @description The `ETag` that you know. If the task has changed since: 412, with `current`. */
                "If-Match"?: string;
            };
            path: {
                /** @description Your own id, or `me`. */
                user_id: string;
                /** @description The task. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskCreate"];
            };
        };
        responses: {
            /** @description The task as it is now. */
            200: {
                headers: {
                    /**
                     * @description The version, quoted.
                     * @example "42"
                     */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description The task. */
            201: {
                headers: {
                    /**
                     * @description The version, quoted.
                     * @example "42"
                     */
                    ETag?: string;
                    /** @description The path of the task. */
                    Location?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            400: components["responses"]["IdempotencyKeyNotSupportedOrMalformedHeaderOrMalformedJsonOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["CsrfTokenInvalidOrNotYourResource"];
            404: components["responses"]["TaskNotFound"];
            412: components["responses"]["StaleTaskOrTaskExists"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            428: components["responses"]["IfMatchRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    deleteTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you know. If the task has changed since: 412, with `current`. */
                "If-Match"?: string;
            };
            path: {
                /** @description Your own id, or `me`. */
                user_id: string;
                /** @description The task. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task is in the trash. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["IdempotencyKeyNotSupportedOrMalformedHeaderOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["CsrfTokenInvalidOrNotYourResource"];
            404: components["responses"]["TaskNotFound"];
            412: components["responses"]["StaleTask"];
            422: components["responses"]["ValidationFailed"];
            428: components["responses"]["IfMatchRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    updateTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any 1 to 255 printable ASCII characters, new for each write. If you repeat the request under it within 24 hours, you get the first answer again, with `Idempotency-Replayed: true`, and nothing is written. Only answers of success are kept. */
                "Idempotency-Key"?: string;
                /** @description The `ETag` that you know. If the task has changed since: 412, with `current`. */
                "If-Match"?: string;
            };
            path: {
                /** @description Your own id, or `me`. */
                user_id: string;
                /** @description The task. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskUpdate"];
                "application/merge-patch+json": components["schemas"]["TaskUpdate"];
            };
        };
        responses: {
            /** @description The task as it is now. */
            200: {
                headers: {
                    /**
                     * @description The version, quoted.
                     * @example "42"
                     */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            400: components["responses"]["MalformedHeaderOrMalformedJsonOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["CsrfTokenInvalidOrNotYourResource"];
            404: components["responses"]["TaskNotFound"];
            409: components["responses"]["IdempotencyKeyInUse"];
            412: components["responses"]["StaleTask"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReusedOrValidationFailed"];
            428: components["responses"]["IfMatchRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    moveTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any 1 to 255 printable ASCII characters, new for each write. If you repeat the request under it within 24 hours, you get the first answer again, with `Idempotency-Replayed: true`, and nothing is written. Only answers of success are kept. */
                "Idempotency-Key"?: string;
                /** @description The `ETag` that you know. If the task has changed since: 412, with `current`. */
                "If-Match"?: string;
            };
            path: {
                /** @description Your own id, or `me`. */
                user_id: string;
                /** @description The task. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskMove"];
            };
        };
        responses: {
            /** @description The task as it is now. */
            200: {
                headers: {
                    /**
                     * @description The version, quoted.
                     * @example "42"
                     */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            400: components["responses"]["MalformedHeaderOrMalformedJsonOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["CsrfTokenInvalidOrNotYourResource"];
            404: components["responses"]["TaskNotFound"];
            409: components["responses"]["IdempotencyKeyInUse"];
            412: components["responses"]["StaleTask"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReusedOrValidationFailed"];
            428: components["responses"]["IfMatchRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    restoreTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any 1 to 255 printable ASCII characters, new for each write. If you repeat the request under it within 24 hours, you get the first answer again, with `Idempotency-Replayed: true`, and nothing is written. Only answers of success are kept. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Your own id, or `me`. */
                user_id: string;
                /** @description The task. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task as it is now. */
            200: {
                headers: {
                    /**
                     * @description The version, quoted.
                     * @example "42"
                     */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            400: components["responses"]["MalformedHeaderOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["CsrfTokenInvalidOrNotYourResource"];
            404: components["responses"]["TaskNotFound"];
            409: components["responses"]["IdempotencyKeyInUse"];
            422: components["responses"]["IdempotencyKeyReusedOrValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    listTags: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the tags that you have. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Your own id, or `me`. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    /** @description Names this state of your tasks. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagList"];
                };
            };
            /** @description You have them already. */
            304: {
                headers: {
                    /** @description The one you sent. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedHeaderOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["NotYourResource"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any 1 to 255 printable ASCII characters, new for each write. If you repeat the request under it within 24 hours, you get the first answer again, with `Idempotency-Replayed: true`, and nothing is written. Only answers of success are kept. */
                "Idempotency-Key"?: string;
                /** @description Where the body has no `locale`, the preferred one of these is taken. */
                "Accept-Language"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Registration"];
            };
        };
        responses: {
            /** @description The account. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["MalformedHeaderOrMalformedJsonOrMalformedRequest"];
            409: components["responses"]["EmailTakenOrIdempotencyKeyInUseOrUsernameTaken"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReusedOrUsernameReservedOrValidationFailedOrWeakPassword"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailableOrTooBusy"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description How many to pass over; 0 if absent. */
                skip?: number;
                /** @description How many at most; 100 if absent. */
                limit?: number;
                /** @description Only active accounts, or only deactivated ones. */
                is_active?: boolean;
                /** @description Only superusers, or only others. */
                is_superuser?: boolean;
                /** @description Part of the e-mail address, the username or the full name, in any case. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountList"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any 1 to 255 printable ASCII characters, new for each write. If you repeat the request under it within 24 hours, you get the first answer again, with `Idempotency-Replayed: true`, and nothing is written. Only answers of success are kept. */
                "Idempotency-Key"?: string;
                /** @description Where the body has no `locale`, the preferred one of these is taken. */
                "Accept-Language"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Registration"];
            };
        };
        responses: {
            /** @description The account. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["MalformedHeaderOrMalformedJsonOrMalformedRequest"];
            409: components["responses"]["EmailTakenOrIdempotencyKeyInUseOrUsernameTaken"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReusedOrUsernameReservedOrValidationFailedOrWeakPassword"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailableOrTooBusy"];
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
                "application/x-www-form-urlencoded": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /** @description The tokens of a new session. */
            200: {
                headers: {
                    /** @description `__Host-device`, by which the device is known at the next login; it opens nothing. */
                    "Set-Cookie"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPair"];
                };
            };
            400: components["responses"]["IdempotencyKeyNotSupportedOrMalformedJsonOrMalformedRequest"];
            401: components["responses"]["InvalidCredentials"];
            403: components["responses"]["EmailNotVerified"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailableOrTooBusy"];
        };
    };
    createCookieSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /** @description A new session. */
            200: {
                headers: {
                    /** @description `__Host-access` (the access token, for every path) and `__Secure-refresh` (the refresh token, for `/api/v1/auth` and `/api/auth`); both `HttpOnly`, `Secure` and `SameSite=Strict`. A login sets `__Host-device` as well. */
                    "Set-Cookie"?: string;
                    /** @description The same as `csrf_token`: send it with every write. */
                    "X-CSRF-Token"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CookieSession"];
                };
            };
            400: components["responses"]["IdempotencyKeyNotSupportedOrMalformedJsonOrMalformedRequest"];
            401: components["responses"]["InvalidCredentials"];
            403: components["responses"]["EmailNotVerified"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailableOrTooBusy"];
        };
    };
    refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description The next tokens of the session. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPair"];
                };
            };
            400: components["responses"]["IdempotencyKeyNotSupportedOrMalformedJsonOrMalformedRequest"];
            401: components["responses"]["InvalidRefreshToken"];
            403: components["responses"]["CsrfTokenInvalid"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    refreshCookieSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `csrf_token` of the session. Needed with cookies, and only then. */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session, with the next tokens in its cookies. */
            200: {
                headers: {
                    /** @description `__Host-access` (the access token, for every path) and `__Secure-refresh` (the refresh token, for `/api/v1/auth` and `/api/auth`); both `HttpOnly`, `Secure` and `SameSite=Strict`. A login sets `__Host-device` as well. */
                    "Set-Cookie"?: string;
                    /** @description The same as `csrf_token`: send it with every write. */
                    "X-CSRF-Token"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CookieSession"];
                };
            };
            400: components["responses"]["IdempotencyKeyNotSupportedOrMalformedRequest"];
            401: components["responses"]["InvalidRefreshToken"];
            403: components["responses"]["CsrfTokenInvalid"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `csrf_token` of the session. Needed with cookies, and only then. */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Logged out. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["IdempotencyKeyNotSupportedOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["CsrfTokenInvalid"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    logoutAll: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `csrf_token` of the session. Needed with cookies, and only then. */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Reauthentication"];
            };
        };
        responses: {
            /** @description Logged out. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["IdempotencyKeyNotSupportedOrMalformedJsonOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["CsrfTokenInvalidOrReauthenticationRequired"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailedOrWrongPassword"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailableOrTooBusy"];
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The devices. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Reauthentication"];
            };
        };
        responses: {
            /** @description Logged out. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["IdempotencyKeyNotSupportedOrMalformedJsonOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["CsrfTokenInvalidOrReauthenticationRequired"];
            404: components["responses"]["SessionNotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailedOrWrongPassword"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailableOrTooBusy"];
        };
    };
    getJwks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JsonWebKeySet"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    forgotPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordResetRequest"];
            };
        };
        responses: {
            /** @description If there is such an account, the mail is on its way. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["IdempotencyKeyNotSupportedOrMalformedJsonOrMalformedRequest"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordReset"];
            };
        };
        responses: {
            /** @description The password is set. Log in with it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["IdempotencyKeyNotSupportedOrMalformedJsonOrMalformedRequest"];
            409: components["responses"]["EmailTaken"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["LinkNotAcceptedOrValidationFailedOrWeakPassword"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailableOrTooBusy"];
        };
    };
    verifyEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmailVerification"];
            };
        };
        responses: {
            /** @description The address is confirmed. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["IdempotencyKeyNotSupportedOrMalformedJsonOrMalformedRequest"];
            409: components["responses"]["EmailTaken"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["LinkNotAcceptedOrValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what you have. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The profile. */
            200: {
                headers: {
                    /** @description Names this state of the account. */
                    ETag?: string;
                    /** @description Of your own account, if you came by cookie: the `csrf_token` of the session, again. */
                    "X-CSRF-Token"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description You have it as it is. */
            304: {
                headers: {
                    /** @description Names this state of the account. */
                    ETag?: string;
                    /** @description Of your own account, if you came by cookie: the `csrf_token` of the session, again. */
                    "X-CSRF-Token"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    deleteMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["IdempotencyKeyNotSupportedOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["CsrfTokenInvalidOrReauthenticationRequired"];
            409: components["responses"]["EmailChangedRecentlyOrLastSuperuser"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    updateMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserUpdate"];
            };
        };
        responses: {
            /** @description The profile as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["IdempotencyKeyNotSupportedOrMalformedJsonOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["CsrfTokenInvalid"];
            409: components["responses"]["UsernameTaken"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UsernameReservedOrValidationFailedOrWrongPassword"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailableOrTooBusy"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any 1 to 255 printable ASCII characters, new for each write. If you repeat the request under it within 24 hours, you get the first answer again, with `Idempotency-Replayed: true`, and nothing is written. Only answers of success are kept. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Changed. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedHeaderOrMalformedJsonOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["CsrfTokenInvalid"];
            409: components["responses"]["IdempotencyKeyInUse"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReusedOrValidationFailedOrWeakPasswordOrWrongPassword"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailableOrTooBusy"];
        };
    };
    changeMyEmail: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any 1 to 255 printable ASCII characters, new for each write. If you repeat the request under it within 24 hours, you get the first answer again, with `Idempotency-Replayed: true`, and nothing is written. Only answers of success are kept. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmailChange"];
            };
        };
        responses: {
            /** @description The mail is on its way. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedHeaderOrMalformedJsonOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["CsrfTokenInvalid"];
            409: components["responses"]["IdempotencyKeyInUse"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReusedOrValidationFailedOrWrongPassword"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailableOrTooBusy"];
        };
    };
    exportMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserExport"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what you have. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    /** @description Names this state of the account. */
                    ETag?: string;
                    /** @description Of your own account, if you came by cookie: the `csrf_token` of the session, again. */
                    "X-CSRF-Token"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description You have it as it is. */
            304: {
                headers: {
                    /** @description Names this state of the account. */
                    ETag?: string;
                    /** @description Of your own account, if you came by cookie: the `csrf_token` of the session, again. */
                    "X-CSRF-Token"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            404: components["responses"]["UserNotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    deleteUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account is gone. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["IdempotencyKeyNotSupportedOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["CsrfTokenInvalidOrReauthenticationRequired"];
            404: components["responses"]["UserNotFound"];
            409: components["responses"]["EmailChangedRecentlyOrLastSuperuser"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountUpdate"];
            };
        };
        responses: {
            /** @description The account as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            400: components["responses"]["IdempotencyKeyNotSupportedOrMalformedJsonOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["CsrfTokenInvalidOrReauthenticationRequired"];
            404: components["responses"]["UserNotFound"];
            409: components["responses"]["LastSuperuserOrUsernameTaken"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UsernameReservedOrValidationFailedOrWrongPassword"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailableOrTooBusy"];
        };
    };
    unlockUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A login can be tried again. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["IdempotencyKeyNotSupportedOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["CsrfTokenInvalidOrForbiddenOrReauthenticationRequired"];
            404: components["responses"]["UserNotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    endUserSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account is logged out. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["IdempotencyKeyNotSupportedOrMalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["CsrfTokenInvalidOrForbiddenOrReauthenticationRequired"];
            404: components["responses"]["UserNotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    listAuditEvents: {
        parameters: {
            query?: {
                /** @description How many to pass over; 0 if absent. */
                skip?: number;
                /** @description How many at most; 100 if absent. */
                limit?: number;
                /** @description Whose account it is about. */
                user_id?: string;
                /** @description Who did it. */
                actor_id?: string;
                /** @description What happened. */
                event?: components["schemas"]["AuditEventName"];
                /** @description How it went. */
                outcome?: components["schemas"]["AuditOutcome"];
                /** @description Only later ones. */
                occurred_after?: string;
                /** @description Only earlier ones: the way to pages deeper than `skip` reaches. */
                occurred_before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEventList"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["InvalidTokenOrUnauthenticated"];
            403: components["responses"]["ForbiddenOrNotYourResource"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OverloadedOrServiceUnavailable"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["MalformedRequest"];
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["MalformedRequest"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ready. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            /** @description The database is away, or the process is about to stop. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
}
