"""One user's life through the generated Python client."""

import sys
import uuid
from datetime import date

from openapi_client import ApiClient, ApiException, AuthApi, Configuration, TasksApi, UsersApi
from openapi_client.models import (
    Credentials,
    ErrorCode,
    RefreshRequest,
    Registration,
    TaskBatch,
    TaskBatchMode,
    TaskBatchOp,
    TaskBatchOperation,
    TaskClearableField,
    TaskCreate,
    TaskPriority,
    TaskSort,
    TaskUpdate,
    TokenPair,
    UserUpdate,
)

configuration = Configuration(host=sys.argv[1])
client = ApiClient(configuration)
auth, tasks, users = AuthApi(client), TasksApi(client), UsersApi(client)


def refused(call, status: int, code: ErrorCode):
    """The problem that a call is refused with."""
    try:
        call()
    except ApiException as error:
        assert error.status == status, error
        assert error.data.error_code == code, error
        return error.data
    raise AssertionError(f"not refused with {status} {code}")


def use(pair: TokenPair) -> TokenPair:
    configuration.access_token = pair.access_token
    return pair


name = f"py-{uuid.uuid4().hex[:12]}"
password = "a quiet harbour at dawn"
user = auth.register(Registration(email=f"{name}@example.org", username=name, full_name="Py", password=password))
refused(lambda: tasks.list_tasks("me"), 401, ErrorCode.UNAUTHENTICATED)
pair = use(auth.login(Credentials(username=name, password=password)))
assert users.get_me().id == user.id
assert users.update_me(UserUpdate(full_name="Python")).full_name == "Python"

task = tasks.create_task(
    "me",
    TaskCreate(
        title="Buy milk",
        priority=TaskPriority.HIGH,
        completed=True,
        due_date=date(2026, 12, 24),
        tags=["home"],
        extra={"color": "teal", "place": {"x": 1}},
    ),
)
renamed = tasks.update_task("me", task.id, TaskUpdate(title="Buy oat milk"))
assert renamed.title == "Buy oat milk"
kept = ("completed", "completed_at", "priority", "due_date", "tags", "extra", "created_at")
assert [getattr(renamed, field) for field in kept] == [getattr(task, field) for field in kept]

assert renamed.extra == {"color": "teal", "place": {"x": 1}}
[counted] = tasks.list_tags("me").items
assert (counted.tag, counted.count, counted.open_count) == ("home", 1, 0)

problem = refused(
    lambda: tasks.update_task("me", task.id, TaskUpdate(title="Too late"), if_match=f'"{task.version}"'),
    412,
    ErrorCode.STALE_TASK,
)
assert problem.current == renamed

cleared = tasks.update_task("me", task.id, TaskUpdate(clear=[TaskClearableField.DUE_DATE]))
assert cleared.due_date is None and cleared.priority == TaskPriority.HIGH
dated = tasks.update_task("me", task.id, TaskUpdate(due_date=date(2027, 1, 1)))
assert dated.due_date == date(2027, 1, 1)
assert tasks.update_task("me", task.id, TaskUpdate(due_date=None)).due_date is None

other = tasks.create_task("me", TaskCreate(title="Old"))
results = tasks.batch_tasks(
    "me",
    TaskBatch(
        operations=[
            TaskBatchOperation(op=TaskBatchOp.CREATE, data=TaskUpdate(title="New", priority=TaskPriority.LOW)),
            TaskBatchOperation(op=TaskBatchOp.PATCH, id=task.id, data=TaskUpdate(completed=False)),
            TaskBatchOperation(op=TaskBatchOp.DELETE, id=other.id),
        ]
    ),
).results
assert [(t.title, t.completed, t.deleted_at is None) for t in results] == [
    ("New", False, True),
    ("Buy oat milk", False, True),
    ("Old", False, False),
]
assert results[1].priority == TaskPriority.HIGH

report = tasks.batch_tasks(
    "me",
    TaskBatch(
        mode=TaskBatchMode.INDEPENDENT,
        operations=[
            TaskBatchOperation(op=TaskBatchOp.RESTORE, id=other.id),
            TaskBatchOperation(op=TaskBatchOp.PATCH, id=task.id, data=TaskUpdate(title=" ")),
        ],
    ),
)
assert [r.status for r in report.results] == [200, 422]
assert report.results[0].task.title == "Old" and report.results[1].error_code == ErrorCode.VALIDATION_FAILED
tasks.delete_task("me", other.id)

page = tasks.list_tasks("me", sort=[TaskSort.PRIORITY_DESC, TaskSort.TITLE], priority=[TaskPriority.HIGH, TaskPriority.LOW])
assert [t.title for t in page.items] == ["Buy oat milk", "New"] and page.total == 2

old_pair, pair = pair, use(auth.refresh(RefreshRequest(refresh_token=pair.refresh_token)))
assert pair.refresh_token != old_pair.refresh_token
assert users.get_me().id == user.id
auth.logout()
refused(lambda: users.get_me(), 401, ErrorCode.INVALID_TOKEN)
print("python: a whole life")
