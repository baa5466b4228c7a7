#include "apps/jackfield/words.h"

namespace jackfield {

namespace {

struct Words {
  std::string_view english;
  std::string_view chinese;
};

constexpr Words kWords[] = {
    // Done.
    {"Extension {} is added", "已添加分机 {}"},
    {"Extension {} is changed", "已修改分机 {}"},
    {"Extension {} is removed", "已删除分机 {}"},
    {"Its password, shown this once: {}", "密码（仅显示这一次）：{}"},
    {"{} extensions are imported", "已导入 {} 个分机"},
    {"The configuration is replaced: {} extensions, {} rules", "配置已替换：{} 个分机，{} 条规则"},
    {"The rule is added at position {}", "已在位置 {} 添加规则"},
    {"The rule at position {} is removed", "已删除位置 {} 的规则"},
    {"{} is now {}", "{} 现为 {}"},
    {"Password: ", "密码："},
    {"Once more: ", "再次输入："},
    // Tables.
    {"NUMBER", "号码"},
    {"NAME", "姓名"},
    {"CONTACT", "联系地址"},
    {"FLOW", "连接"},
    {"EXPIRES IN", "剩余秒数"},
    {"PHONE", "话机"},
    {"BEGIN", "开始"},
    {"CALLER", "主叫"},
    {"CALLEE", "被叫"},
    {"DISPOSITION", "结果"},
    {"ANSWER", "应答"},
    {"END", "结束"},
    {"REASON", "原因"},
    {"TRANSFERS", "转接"},
    {"BUSY TO", "忙线转到"},
    {"NO ANSWER TO", "无应答转到"},
    {"RINGS", "振铃秒数"},
    {"CALLS", "通话上限"},
    {"POSITION", "位置"},
    {"RULE", "规则"},
    {"USER", "被叫号码"},
    {"DOMAIN", "域"},
    {"ACTION", "动作"},
    {"ARGUMENT", "参数"},
    {"DECIDED", "决定"},
    {"WHY", "理由"},
    {"SETTING", "设置"},
    {"VALUE", "值"},
    {"MEANING", "含义"},
    {"There is no extension yet: add one with jackfield extension add",
     "还没有分机：请用 jackfield extension add 添加"},
    {"Nobody is registered", "没有已注册的话机"},
    {"There was no call yet", "还没有通话记录"},
    {"There is no call now", "当前没有通话"},
    {"There is no rule: every call is rejected", "没有规则：所有呼叫都会被拒绝"},
    {"No rule was considered", "未考虑任何规则"},
    {"Rejected: {} {}", "拒绝：{} {}"},
    {"Redirected to {}", "重定向到 {}"},
    {"Goes to extension {}", "转到分机 {}"},
    {"Enters the app {}", "进入应用 {}"},
    {"Goes on to the foreign domain", "转到外部域"},
    {"It is busy while it has {} calls", "已有 {} 路通话时视为忙线"},
    {"It rings for {} seconds at most", "最长振铃 {} 秒"},
    {"When it is busy, the call goes on to {}: {}", "忙线时转到 {}：{}"},
    {"When nobody answers for {} seconds, or no phone is registered, the call goes on to {}: {}",
     "{} 秒无人接听或没有已注册的话机时转到 {}：{}"},
    {"({} messages were not shown)", "（有 {} 条消息未显示）"},
    // One call.
    {"Call {}: {} calls {}", "通话 {}：{} 呼叫 {}"},
    {"  began {}, answered {}, ended {}", "  开始 {}，应答 {}，结束 {}"},
    {"  {}: {}", "  {}：{}"},
    {"answered", "已接听"},
    {"busy", "忙线"},
    {"no answer", "无人接听"},
    {"cancelled", "已取消"},
    {"rejected", "已拒绝"},
    {"failed", "失败"},
    {"interrupted", "已中断"},
    {"sent", "发送"},
    {"received", "接收"},
    {"unknown", "未知"},
    {"({} messages from the middle were not kept)", "（中间有 {} 条消息未保留）"},
    {"(its end was too long to be kept)", "（消息过长，末尾未保留）"},
    {"No audio of it has passed here", "语音未经过此处"},
    {"Of its audio nothing is known yet", "尚无语音数据"},
    {"Audio of {}: {}, promised at {}, came from {}", "{} 的语音：{}，约定地址 {}，实际来自 {}"},
    {"  heard: {} packets, {} lost ({} %), {} too late, jitter {} ms",
     "  收到 {} 个包，丢失 {} 个（{} %），迟到 {} 个，抖动 {} 毫秒"},
    {"  said: {} packets", "  发出 {} 个包"},
    {"  there: {} % lost of late, jitter {} ms", "  对方近期丢包 {} %，抖动 {} 毫秒"},
    {"  round trip: {} ms", "  往返 {} 毫秒"},
    {"There is no call {}: jackfield calls lists them; {} characters of an ID will do",
     "没有通话 {}：请用 jackfield calls 查看；输入 ID 的前 {} 个字符即可"},
    {"Several calls' IDs begin with {}: type more of it",
     "有多个通话的 ID 以 {} 开头：请多输入几个字符"},
    {"No switchboard is running here: the ladders of its calls went with it",
     "此处没有运行的交换机：通话的消息图已随之消失"},
    {"The ladder of call {} is no longer kept: those of the last {} calls are, until the "
     "switchboard "
     "stops",
     "通话 {} 的消息图已不再保留：仅保留最近 {} 个通话的，直到交换机停止"},
    // Extensions.
    {"Extension {} exists already: change it with jackfield extension set",
     "分机 {} 已存在：请用 jackfield extension set 修改"},
    {"There is no extension {}: see jackfield extension list",
     "没有分机 {}：请查看 jackfield extension list"},
    {"\"{}\" is not an extension number: use 1 to 32 letters, digits or . _ + * # -",
     "“{}”不是有效的分机号：请使用 1 到 32 个字母、数字或 . _ + * # -"},
    {"A name is text of at most 64 octets of UTF-8", "姓名最长为 64 字节的 UTF-8 文本"},
    {"The password of {} must have {} to {} characters: choose another or use --generate",
     "{} 的密码须为 {} 到 {} 个字符：请另选一个，或使用 --generate"},
    {"The password of {} must not be its number", "{} 的密码不得与号码相同"},
    {"There can be {} extensions at most", "最多只能有 {} 个分机"},
    {"There is no default password: pass one with --password-stdin, or have one made with "
     "--generate",
     "没有默认密码：请用 --password-stdin 传入，或用 --generate 生成"},
    {"The two passwords differ: try again", "两次密码不一致：请重试"},
    {"Calls cannot be forwarded to \"{}\": name a number of 1 to 32 letters, digits or . _ + * # -",
     "无法转接到“{}”：请使用 1 到 32 个字母、数字或 . _ + * # - 组成的号码"},
    {"Extension {} cannot forward its calls to itself", "分机 {} 不能转接到自身"},
    {"An extension rings for {} to {} seconds; 0 stands for {}",
     "分机振铃时间为 {} 到 {} 秒；0 表示 {} 秒"},
    {"An extension has at most {} calls at a time; 0 sets no limit",
     "分机的通话上限最多为 {}；0 表示不限"},
    // Files.
    {"Line {}: ", "第 {} 行："},
    {"{}: ", "{}："},
    {"a quote (\") is not closed or stands inside a field", "引号 (\") 未闭合或位于字段之中"},
    {"{} fields where number,name,password are needed", "有 {} 个字段，应为 号码,姓名,密码"},
    {"extension {} stands in the file twice", "分机 {} 在文件中出现两次"},
    {"extension {} exists already: take the line out or use --replace",
     "分机 {} 已存在：请删除该行，或使用 --replace"},
    {"this is not a configuration written by jackfield export",
     "这不是 jackfield export 导出的配置"},
    {"this program reads version {} only", "本程序只能读取版本 {}"},
    {"a list is missing", "缺少列表"},
    {"there can be {} at most", "最多 {} 个"},
    {"a text is missing", "缺少文本"},
    {"an object is missing", "缺少对象"},
    {"{} hexadecimal digits are needed", "需要 {} 个十六进制数字"},
    {"this is not an extension number", "这不是有效的分机号"},
    {"a name is text of at most 64 octets of UTF-8", "姓名最长为 64 字节的 UTF-8 文本"},
    {"extension {} stands there twice", "分机 {} 出现两次"},
    {"anyone, extension or stranger is needed", "应为 anyone、extension 或 stranger"},
    {"extension, proxy, foreign, app, redirect or reject is needed",
     "应为 extension、foreign、app、redirect 或 reject"},
    {"position {} is taken twice", "位置 {} 被使用两次"},
    {"The document's realm is {}, the running switchboard's is {}: stop the switchboard, import, "
     "and start it again",
     "文件的 realm 是 {}，运行中的是 {}：请先停止交换机，导入后再启动"},
    {"The file {} cannot be read: check its name", "无法读取文件 {}：请检查文件名"},
    {"The file {} is longer than {} octets: split it", "文件 {} 超过 {} 字节：请拆分"},
    {"The file {} cannot be written: check its name and the disk",
     "无法写入文件 {}：请检查文件名和磁盘"},
    // Rules and settings.
    {"A rule's caller is anyone, extension or stranger",
     "规则的主叫为 anyone、extension 或 stranger"},
    {"A rule's action is extension, proxy, foreign, app, redirect or reject",
     "规则的动作为 extension、proxy、foreign、app、redirect 或 reject"},
    {"There can be {} rules at most", "最多只能有 {} 条规则"},
    {"There is a rule at position {} already: choose another or remove it with jackfield rule "
     "remove",
     "位置 {} 已有规则：请另选位置，或用 jackfield rule remove 删除"},
    {"There is no rule at position {}: see jackfield rule list",
     "位置 {} 没有规则：请查看 jackfield rule list"},
    {"A rule's position is a number from 1 to {}", "规则的位置为 1 到 {} 的数字"},
    {"Give the rule a name of 1 to 64 octets, in plain words", "请为规则取一个 1 到 64 字节的名称"},
    {"A rule's user is a pattern such as 1?? or 00* (* stands for any run, ? for one character)",
     "规则的被叫号码为模式，如 1?? 或 00*（* 代表任意一段，? 代表一个字符）"},
    {"A rule's domain is \"local\", \"foreign\" or a pattern such as *.example.com",
     "规则的域为 local、foreign 或模式，如 *.example.com"},
    {"A rule into an app needs the app's name as its argument, such as echo",
     "进入应用的规则须以应用名为参数，如 echo"},
    {"A conference takes nothing, or a PIN of 1 to 16 digits: \"conference 1234\"",
     "会议不带参数，或带 1 到 16 位数字的密码：\"conference 1234\""},
    {"The app {} takes nothing behind its name", "应用 {} 的名称后不带参数"},
    {"A redirecting rule needs a URI as its argument, such as sip:{user}@example.com",
     "重定向规则的参数须为 URI，如 sip:{user}@example.com"},
    {"A rejecting rule needs a status from 400 to 699 and a reason as its argument, such as \"403 "
     "Not allowed\"",
     "拒绝规则的参数须为 400 到 699 的状态码和原因，如 \"403 Not allowed\""},
    {"A rule with action {} takes no argument", "动作为 {} 的规则没有参数"},
    {"There is no setting {}: see jackfield setting list",
     "没有设置 {}：请查看 jackfield setting list"},
    {"The setting {} takes {}", "设置 {} 的取值为：{}"},
    {"min_expires must not be above max_expires", "min_expires 不得大于 max_expires"},
    {"Every stored password is bound to the realm: change it only while there are no extensions "
     "and no switchboard runs",
     "所有密码都与 realm 绑定：只能在没有分机且交换机未运行时修改"},
    {"The number of calls to show is from 1 to {}", "显示的通话数为 1 到 {}"},
    // The switchboard and its store.
    {"There is no command {}", "没有命令 {}"},
    {"There is no switchboard in {}: name its folder with --data, or begin with jackfield "
     "extension add",
     "{} 中没有交换机：请用 --data 指定文件夹，或先运行 jackfield extension add"},
    {"No switchboard is running in {}: start it with jackfield serve --data {}",
     "{} 中没有运行的交换机：请用 jackfield serve --data {} 启动"},
    {"The switchboard ended before it answered: see whether it was done, then try again",
     "交换机在答复前已停止：请确认是否已完成，然后重试"},
    {"Another process holds the data folder {}: wait for it or stop it",
     "另一个进程正在使用数据文件夹 {}：请等待或停止它"},
    {"The data folder {} is of no use: {}. Check its name, its owner and the disk",
     "数据文件夹 {} 不可用：{}。请检查名称、所有者和磁盘"},
    {"The store could not do it: {}. Check the data folder and the disk, then try again",
     "存储操作失败：{}。请检查数据文件夹和磁盘后重试"},
    {"The store has too much to do: try again soon", "存储繁忙：请稍后重试"},
};

const Words* words_of(std::string_view english) {
  for (const Words& words : kWords) {
    if (words.english == english) return &words;
  }
  return nullptr;
}

}  // namespace

std::string in_chinese(std::string_view english) {
  if (const Words* whole = words_of(english)) return std::string(whole->chinese);
  for (const std::string_view place : {"Line {}: ", "{}: "}) {
    if (!english.starts_with(place)) continue;
    return std::string(words_of(place)->chinese) + in_chinese(english.substr(place.size()));
  }
  return std::string(english);
}

}  // namespace jackfield
