import java.time.LocalDate
import java.util.UUID
import org.openapitools.client.apis.AuthApi
import org.openapitools.client.apis.TasksApi
import org.openapitools.client.apis.UsersApi
import org.openapitools.client.infrastructure.ApiClient
import org.openapitools.client.infrastructure.ClientError
import org.openapitools.client.infrastructure.ClientException
import org.openapitools.client.infrastructure.RequestConfig
import org.openapitools.client.infrastructure.Serializer
import org.openapitools.client.infrastructure.Success
import org.openapitools.client.models.*

inline fun <reified P> refused(status: Int, call: () -> Unit): P {
    try {
        call()
    } catch (error: ClientException) {
        check(error.statusCode == status) { "$error" }
        val body = (error.response as ClientError<*>).body as String
        return Serializer.moshi.adapter(P::class.java).fromJson(body)!!
    }
    error("not refused with $status")
}

/** The generated `batchTasks` reads every answer as that of a batch of all or nothing: this reads a 207. */
class Queue(url: String) : ApiClient(url) {
    fun send(batch: RequestConfig<TaskBatch>) =
        (request<TaskBatch, TaskBatchReport>(batch) as Success).data!!
}

/** One user's life through the generated Kotlin client. */
fun main(args: Array<String>) {
    val auth = AuthApi(args[0])
    val tasks = TasksApi(args[0])
    val users = UsersApi(args[0])

    val name = "kt-${UUID.randomUUID().toString().take(12)}"
    val password = "a quiet harbour at dawn"
    val user = auth.register(Registration("$name@example.org", name, "Kt", password))
    check(refused<Problem>(401) { tasks.listTasks("me") }.errorCode == ErrorCode.UNAUTHENTICATED)
    val pair = auth.login(Credentials(name, password))
    ApiClient.accessToken = pair.accessToken
    check(users.getMe().id == user.id)
    check(users.updateMe(UserUpdate(fullName = "Kotlin")).fullName == "Kotlin")

    val task =
        tasks.createTask(
            "me",
            TaskCreate(
                title = "Buy milk",
                priority = TaskPriority.high,
                completed = true,
                dueDate = LocalDate.of(2026, 12, 24),
                tags = listOf("home"),
                extra = mapOf("color" to "teal"),
            ),
        )
    val renamed = tasks.updateTask("me", task.id, TaskUpdate(title = "Buy oat milk"))
    check(renamed == task.copy(title = "Buy oat milk", version = renamed.version, updatedAt = renamed.updatedAt))

    check(renamed.extra == mapOf("color" to "teal"))
    check(tasks.listTags("me").items.map { Triple(it.tag, it.count, it.openCount) } == listOf(Triple("home", 1, 0)))

    val stale =
        refused<TaskProblem>(412) {
            tasks.updateTask("me", task.id, TaskUpdate(title = "Too late"), ifMatch = "\"${task.version}\"")
        }
    check(stale.errorCode == ErrorCode.STALE_TASK && stale.current == renamed)

    val cleared = tasks.updateTask("me", task.id, TaskUpdate(clear = listOf(TaskClearableField.due_date)))
    check(cleared.dueDate == null && cleared.priority == TaskPriority.high)

    val other = tasks.createTask("me", TaskCreate(title = "Old"))
    val results =
        tasks.batchTasks(
            "me",
            TaskBatch(
                listOf(
                    TaskBatchOperation(TaskBatchOp.create, data = TaskUpdate(title = "New", priority = TaskPriority.low)),
                    TaskBatchOperation(TaskBatchOp.patch, id = task.id, data = TaskUpdate(completed = false)),
                    TaskBatchOperation(TaskBatchOp.delete, id = other.id),
                ),
            ),
        ).results
    check(results.map { Triple(it.title, it.completed, it.deletedAt == null) } ==
        listOf(Triple("New", false, true), Triple("Buy oat milk", false, true), Triple("Old", false, false)))
    check(results[1].priority == TaskPriority.high)

    val queue =
        TaskBatch(
            listOf(
                TaskBatchOperation(TaskBatchOp.restore, id = other.id),
                TaskBatchOperation(TaskBatchOp.patch, id = task.id, data = TaskUpdate(title = "")),
            ),
            mode = TaskBatchMode.independent,
        )
    val report = Queue(args[0]).send(tasks.batchTasksRequestConfig("me", queue, null))
    check(report.results.map { it.status } == listOf(200, 422))
    check(report.results[0].task!!.title == "Old" && report.results[1].errorCode == ErrorCode.VALIDATION_FAILED)
    tasks.deleteTask("me", other.id)

    val page =
        tasks.listTasks(
            "me",
            sort = listOf(TaskSort.PRIORITY_DESC, TaskSort.TITLE),
            priority = listOf(TaskPriority.high, TaskPriority.low),
        )
    check(page.items.map { it.title } == listOf("Buy oat milk", "New") && page.total == 2)

    val next = auth.refresh(RefreshRequest(pair.refreshToken))
    check(next.refreshToken != pair.refreshToken)
    ApiClient.accessToken = next.accessToken
    check(users.getMe().id == user.id)
    auth.logout()
    check(refused<Problem>(401) { users.getMe() }.errorCode == ErrorCode.INVALID_TOKEN)
    println("kotlin: a whole life")
    // okhttp's threads would keep the process for a minute.
    System.exit(0)
}
