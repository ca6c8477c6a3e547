#include "apiserver/store/database.h"

#include <fmt/core.h>
#include <sqlite3.h>
#include <zlib.h>

#include <array>
#include <cerrno>

#include "base/error.h"

namespace coracle::apiserver {

namespace {
constexpr std::int64_t application_id = 0x436F7261;  // "Cora", in the file's header
constexpr std::int64_t format_version = 1;

// A row is an object; its number is the revision that created it, so that new rows are appended and no index beside
// the table is kept. The checksum finds what a failing disk changed: SQLite has none for its pages.
constexpr const char* schema_text = R"(
CREATE TABLE objects (row INTEGER PRIMARY KEY, collection TEXT NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL,
                      checksum INTEGER NOT NULL, text BLOB NOT NULL);
CREATE TABLE revision (only INTEGER PRIMARY KEY CHECK (only = 1), number INTEGER NOT NULL);
INSERT INTO revision VALUES (1, 0);
)";

std::int64_t checksum_of(std::string_view collection, std::string_view key, std::string_view text) {
  auto sum = crc32(0, nullptr, 0);
  for (const auto part : {collection, key, text})
    sum = crc32(sum, reinterpret_cast<const Bytef*>(part.data()), static_cast<uInt>(part.size()));
  return static_cast<std::int64_t>(sum);
}

struct StatementCloser {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, StatementCloser>;

void bind_text(sqlite3_stmt* statement, int place, std::string_view text) {
  sqlite3_bind_text64(statement, place, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}
void bind_blob(sqlite3_stmt* statement, int place, std::string_view bytes) {
  sqlite3_bind_blob64(statement, place, bytes.data(), bytes.size(), SQLITE_STATIC);
}
void bind_number(sqlite3_stmt* statement, int place, std::uint64_t number) {
  sqlite3_bind_int64(statement, place, static_cast<sqlite3_int64>(number));
}
std::string column_text(sqlite3_stmt* statement, int column) {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return bytes == nullptr ? std::string{} : std::string(bytes, size);
}
}  // namespace

struct Database::Impl {
  std::string path;
  sqlite3* handle = nullptr;
  Statement begin, insert, update, remove, set_revision, commit, roll_back;
  bool broken = false;

  ~Impl() {
    for (auto* statement : {&begin, &insert, &update, &remove, &set_revision, &commit, &roll_back}) statement->reset();
    sqlite3_close(handle);
  }

  Error cannot_open(int code, std::string_view doing) const {
    const auto primary = code & 0xff;
    std::string why = handle == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle);
    if (primary == SQLITE_NOTADB) why = "it is no database of Coracle, or its first page is damaged";
    if (primary == SQLITE_CORRUPT) why = "it is damaged (" + why + ")";
    if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED) why = "another process has it open";
    return {Reason::store_read_error, fmt::format("cannot {} the store {}: {}", doing, path, why)};
  }

  Statement prepare(const char* sql, std::string_view doing) const {
    sqlite3_stmt* statement = nullptr;
    const auto code = sqlite3_prepare_v3(handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) throw cannot_open(code, doing);
    return Statement(statement);
  }

  void execute(const char* sql, std::string_view doing) const {
    const auto code = sqlite3_exec(handle, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) throw cannot_open(code, doing);
  }

  std::int64_t number(const char* sql) const {
    const auto statement = prepare(sql, "read");
    const auto code = sqlite3_step(statement.get());
    if (code != SQLITE_ROW) throw cannot_open(code, "read");
    return sqlite3_column_int64(statement.get(), 0);
  }

  std::string word(const char* sql) const {
    const auto statement = prepare(sql, "read");
    const auto code = sqlite3_step(statement.get());
    if (code != SQLITE_ROW) throw cannot_open(code, "read");
    return column_text(statement.get(), 0);
  }

  // Runs a statement of a transaction.
  void run(const Statement& statement) {
    const auto code = sqlite3_step(statement.get());
    const std::string why = code == SQLITE_DONE ? "" : sqlite3_errmsg(handle);
    // SQLite counts a quota that is used up among the failures of a disk.
    const bool quota = code == SQLITE_IOERR_WRITE && sqlite3_system_errno(handle) == EDQUOT;
    sqlite3_reset(statement.get());
    if (code == SQLITE_DONE) return;
    if ((code & 0xff) == SQLITE_FULL || quota) throw Error(Reason::internal_error, "the store's disk is full").with_code(507);
    broken = true;
    throw Error(Reason::service_unavailable, fmt::format("the store cannot write to {}: {}", path, why));
  }
};

Database::Database(std::string path) : impl_(std::make_unique<Impl>()) {
  impl_->path = std::move(path);
  const auto flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const auto code = sqlite3_open_v2(impl_->path.c_str(), &impl_->handle, flags, nullptr);
  if (code != SQLITE_OK) throw impl_->cannot_open(code, "open");
  impl_->execute("PRAGMA locking_mode = EXCLUSIVE", "open");
  // The first read finds out whose file it is, before anything is written to it.
  const auto owner = impl_->number("PRAGMA application_id");
  const auto tables = impl_->number("SELECT count(*) FROM sqlite_schema");
  if (owner != application_id && (owner != 0 || tables != 0))
    throw Error(Reason::store_read_error,
                fmt::format("cannot open the store {}: it is another program's database", impl_->path));
  const auto version = impl_->number("PRAGMA user_version");
  if (version > format_version)
    throw Error(Reason::store_read_error,
                fmt::format("cannot open the store {}: a newer Coracle wrote it (format {}, this one knows {})",
                            impl_->path, version, format_version));
  if (impl_->word("PRAGMA journal_mode = WAL") != "wal")
    throw Error(Reason::store_read_error,
                fmt::format("cannot open the store {}: its file system allows no write-ahead log", impl_->path));
  impl_->execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384", "open");
  if (tables == 0) {
    const auto start = fmt::format("BEGIN EXCLUSIVE; {} PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT",
                                   schema_text, application_id, format_version);
    impl_->execute(start.c_str(), "make");
  }
  // Takes the lock now rather than at the first write.
  impl_->execute("BEGIN EXCLUSIVE; COMMIT", "open");
  impl_->begin = impl_->prepare("BEGIN", "open");
  impl_->insert = impl_->prepare("INSERT INTO objects VALUES (?1, ?2, ?3, ?4, ?5, ?6)", "open");
  impl_->update = impl_->prepare("UPDATE objects SET revision = ?4, checksum = ?5, text = ?6 WHERE row = ?1", "open");
  impl_->remove = impl_->prepare("DELETE FROM objects WHERE row = ?1", "open");
  impl_->set_revision = impl_->prepare("UPDATE revision SET number = ?1", "open");
  impl_->commit = impl_->prepare("COMMIT", "open");
  impl_->roll_back = impl_->prepare("ROLLBACK", "open");
}

Database::~Database() = default;
bool Database::broken() const { return impl_->broken; }

std::uint64_t Database::load(const std::function<void(std::string_view, ObjectPtr)>& take) {
  if (const auto check = impl_->word("PRAGMA quick_check(1)"); check != "ok")
    throw Error(Reason::store_read_error,
                fmt::format("cannot read the store {}: it is damaged ({})", impl_->path, check));
  const auto last = static_cast<std::uint64_t>(impl_->number("SELECT number FROM revision"));
  const auto rows = impl_->prepare("SELECT row, collection, key, revision, checksum, text FROM objects", "read");
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(rows.get())) == SQLITE_ROW) {
    auto* row = rows.get();
    const auto collection = column_text(row, 1);
    auto key = column_text(row, 2);
    auto text = column_text(row, 5);
    const auto id = static_cast<std::uint64_t>(sqlite3_column_int64(row, 0));
    const auto revision = static_cast<std::uint64_t>(sqlite3_column_int64(row, 3));
    if (checksum_of(collection, key, text) != sqlite3_column_int64(row, 4) || revision > last)
      throw Error(Reason::store_read_error,
                  fmt::format("cannot read the store {}: {} {} is damaged", impl_->path, collection, key));
    take(collection, Draft::restore(std::move(key), id, revision, std::move(text)));
  }
  if (code != SQLITE_DONE) throw impl_->cannot_open(code, "read");
  return last;
}

void Database::begin() { impl_->run(impl_->begin); }

void Database::put(std::string_view collection, const StoredObject& object) {
  const bool is_new = object.row() == object.revision();
  auto* statement = (is_new ? impl_->insert : impl_->update).get();
  bind_number(statement, 1, object.row());
  if (is_new) {
    bind_text(statement, 2, collection);
    bind_text(statement, 3, object.key());
  }
  bind_number(statement, 4, object.revision());
  sqlite3_bind_int64(statement, 5, checksum_of(collection, object.key(), object.text()));
  bind_blob(statement, 6, object.text());
  impl_->run(is_new ? impl_->insert : impl_->update);
}

void Database::remove(const StoredObject& object) {
  bind_number(impl_->remove.get(), 1, object.row());
  impl_->run(impl_->remove);
}

void Database::commit(std::uint64_t revision) {
  bind_number(impl_->set_revision.get(), 1, revision);
  impl_->run(impl_->set_revision);
  impl_->run(impl_->commit);
}

void Database::roll_back() noexcept {
  // An error may have rolled back already.
  if (sqlite3_get_autocommit(impl_->handle) == 0) {
    sqlite3_step(impl_->roll_back.get());
    sqlite3_reset(impl_->roll_back.get());
  }
}

}  // namespace coracle::apiserver
